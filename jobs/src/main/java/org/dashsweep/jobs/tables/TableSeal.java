package org.dashsweep.jobs.tables;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The checksums of a file, which it carries itself: an entry of a Parquet footer's key-value
 * metadata. Checksums of pages cover neither page headers nor the footer; these cover every byte.
 *
 * <p>The row groups are covered in blocks of {@link #BLOCK_BYTES}, so that a reader of a few pages
 * verifies those alone. All bytes behind them are the file's tail, which the last field covers.
 * That field counts as zeros while it is computed.
 *
 * @param name the file's own, without its suffix
 * @param dataBytes position of the tail
 * @param tables of a trial's row: the length in bytes of the trial's file in each other table
 * @param blocks CRC-32C of the blocks, in 8 hexadecimal digits each
 * @param check CRC-32C of the tail, in 8 hexadecimal digits
 */
record TableSeal(
    String name, long dataBytes, SortedMap<String, Long> tables, String blocks, String check) {
  /** The entry's key. */
  static final String KEY = "dash-sweep.seal";

  static final int BLOCK_BYTES = 1 << 16;

  private static final int DIGITS = 8;
  private static final String UNKNOWN = "0".repeat(DIGITS);
  private static final String ANY_FORMAT = "dash-sweep-seal-";

  /** One more whenever a column that every row of a table must have comes or goes. */
  private static final int FORMAT = 2;

  private static final String START = ANY_FORMAT + FORMAT + ";";
  private static final byte[] START_BYTES = START.getBytes(StandardCharsets.US_ASCII);
  private static final String LAST = ";check=";
  private static final Pattern FORM =
      Pattern.compile(
          START
              + "name=([A-Za-z0-9._-]*);data=([0-9]{1,18});tables=([a-z_:,0-9]*);blocks=([0-9a-f]*)"
              + LAST
              + "([0-9a-f]{8})");

  TableSeal {
    tables = Collections.unmodifiableSortedMap(new TreeMap<>(tables));
  }

  /**
   * Tells the file from all others.
   *
   * @param length of the whole file
   */
  String identity(long length) {
    return length + "-" + check;
  }

  /** The entry's value before the tail is known. */
  static String unfinished(
      String name, long dataBytes, Map<String, Long> tables, List<Integer> blocks) {
    HexFormat hex = HexFormat.of();
    return START
        + "name="
        + name
        + ";data="
        + dataBytes
        + ";tables="
        + new TreeMap<>(tables)
            .entrySet().stream()
                .map(table -> table.getKey() + ":" + table.getValue())
                .collect(Collectors.joining(","))
        + ";blocks="
        + blocks.stream().map(crc -> hex.toHexDigits(crc)).collect(Collectors.joining())
        + LAST
        + UNKNOWN;
  }

  /**
   * Puts the check into a tail that holds an unfinished entry.
   *
   * @return the check
   */
  static String finish(byte[] tail) {
    int place = place(tail);
    if (place < 0) {
      throw new IllegalArgumentException("the tail holds no unfinished seal");
    }
    String check = crc(tail, 0, tail.length);
    byte[] digits = check.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(digits, 0, tail, place, DIGITS);
    return check;
  }

  /**
   * The seal that some last bytes of a file hold, or null if they hold none.
   *
   * @throws IOException if they hold one that is damaged
   */
  static @Nullable TableSeal find(byte[] last) throws IOException {
    int start = lastIndexOf(last, START_BYTES);
    if (start < 0) {
      return null;
    }
    Matcher form =
        FORM.matcher(new String(last, start, last.length - start, StandardCharsets.ISO_8859_1));
    if (!form.lookingAt()) {
      throw new IOException("its checksums are damaged");
    }
    SortedMap<String, Long> tables = new TreeMap<>();
    try {
      for (String table : form.group(3).isEmpty() ? new String[0] : form.group(3).split(",")) {
        String[] parts = table.split(":", 2);
        tables.put(parts[0], Long.parseLong(parts[1]));
      }
    } catch (IndexOutOfBoundsException | NumberFormatException e) {
      throw new IOException("its checksums are damaged", e);
    }
    return new TableSeal(
        form.group(1), Long.parseLong(form.group(2)), tables, form.group(4), form.group(5));
  }

  /** Tells whether some last bytes of a file hold a seal of another format. */
  static boolean isOfAnotherFormat(byte[] last) {
    return lastIndexOf(last, START_BYTES) < 0
        && lastIndexOf(last, ANY_FORMAT.getBytes(StandardCharsets.US_ASCII)) >= 0;
  }

  /** Tells whether these are the bytes behind the row groups, as they were written. */
  boolean covers(byte[] tail) {
    int place = place(tail);
    if (place < 0) {
      return false;
    }
    byte[] unfinished = tail.clone();
    System.arraycopy(UNKNOWN.getBytes(StandardCharsets.US_ASCII), 0, unfinished, place, DIGITS);
    return crc(unfinished, 0, unfinished.length).equals(check);
  }

  /** Tells whether a block of the row groups is as it was written. */
  boolean covers(long block, byte[] bytes, int offset, int length) {
    int from = Math.toIntExact(block * DIGITS);
    return from + DIGITS <= blocks.length()
        && crc(bytes, offset, length).equals(blocks.substring(from, from + DIGITS));
  }

  /** Finds the place of the check's digits. */
  private static int place(byte[] tail) {
    int start = lastIndexOf(tail, START_BYTES);
    if (start < 0) {
      return -1;
    }
    byte[] last = LAST.getBytes(StandardCharsets.US_ASCII);
    int found = start;
    while (found + last.length + DIGITS <= tail.length) {
      if (Arrays.equals(tail, found, found + last.length, last, 0, last.length)) {
        return found + last.length;
      }
      found++;
    }
    return -1;
  }

  private static int lastIndexOf(byte[] bytes, byte[] wanted) {
    for (int from = bytes.length - wanted.length; from >= 0; from--) {
      if (bytes[from] == wanted[0]
          && Arrays.equals(bytes, from, from + wanted.length, wanted, 0, wanted.length)) {
        return from;
      }
    }
    return -1;
  }

  private static String crc(byte[] bytes, int offset, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, offset, length);
    return HexFormat.of().toHexDigits((int) crc.getValue());
  }

  /** Takes the checksums of blocks while bytes pass by. */
  static final class Blocks {
    private final CRC32C crc = new CRC32C();
    private final List<Integer> finished = new ArrayList<>();
    private int filled;

    void update(byte[] bytes, int offset, int length) {
      int from = offset;
      int left = length;
      while (left > 0) {
        int some = Math.min(left, BLOCK_BYTES - filled);
        crc.update(bytes, from, some);
        filled += some;
        from += some;
        left -= some;
        if (filled == BLOCK_BYTES) {
          end();
        }
      }
    }

    /** Returns the checksums of all bytes so far; nothing may follow. */
    List<Integer> finish() {
      if (filled > 0) {
        end();
      }
      return List.copyOf(finished);
    }

    private void end() {
      finished.add((int) crc.getValue());
      crc.reset();
      filled = 0;
    }
  }
}
