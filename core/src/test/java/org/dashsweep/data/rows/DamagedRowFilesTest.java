package org.dashsweep.data.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.luben.zstd.ZstdCompressCtx;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.dashsweep.data.DataException;
import org.dashsweep.data.StableHash;
import org.dashsweep.file.Json;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Damaged and hostile files are refused by name, or read as Python reads them. */
class DamagedRowFilesTest {
  private static final String FOLDER = "/org/dashsweep/data/rows/";

  /** Faults without a place, or of the whole file. */
  private static final Pattern WITHOUT_LINE =
      Pattern.compile(
          " (has no rows|has no header|is empty|has no column|is not compressed as|is compressed;|cannot be read: ).*",
          Pattern.DOTALL);

  private static final Pattern WITH_LINE =
      Pattern.compile(
          "(, (row \\d+ \\()?line \\d+.*| is not UTF-8 in line \\d+.*)", Pattern.DOTALL);

  private static final Pattern NESTED =
      Pattern.compile(".*column '([^']*)' has an? (?:object|array), not.*", Pattern.DOTALL);

  /** 400 variants of text; Python's reading of each is in the resource. */
  @Test
  void damagedTextIsRefusedOrReadAsPythonReadsIt(@TempDir Path directory) throws IOException {
    int refused = 0;
    int read = 0;
    for (String line :
        new String(resource("damaged.jsonl"), StandardCharsets.UTF_8).lines().toList()) {
      JsonNode variant = Json.MAPPER.readTree(line);
      String name = variant.required("file").textValue();
      Path file =
          Files.write(directory.resolve(name), edited(resource(name), variant.required("edits")));
      @Nullable String rows = digest(file);
      if (rows == null) {
        refused++;
      } else {
        read++;
        assertThat(rows).as(line).isEqualTo(variant.required("rows").textValue());
      }
    }
    assertThat(refused + read).isEqualTo(400);
    assertThat(refused).isGreaterThan(150);
    assertThat(read).isGreaterThan(80);
  }

  private static byte[] edited(byte[] bytes, JsonNode edits) {
    byte[] edited = bytes;
    for (JsonNode edit : edits) {
      ByteArrayOutputStream next = new ByteArrayOutputStream();
      next.writeBytes(Arrays.copyOf(edited, edit.get(0).intValue()));
      next.writeBytes(HexFormat.of().parseHex(edit.get(2).textValue()));
      next.writeBytes(
          Arrays.copyOfRange(
              edited, Math.min(edited.length, edit.get(1).intValue()), edited.length));
      edited = next.toByteArray();
    }
    return edited;
  }

  /** 120 variants, whose checksums let through nothing but the rows that were written. */
  @ParameterizedTest
  @ValueSource(strings = {"sound.csv.gz", "sound.csv.zst"})
  void damagedCompressionIsRefusedOrHarmless(String name, @TempDir Path directory)
      throws IOException {
    byte[] content = resource("sound.csv");
    byte[] sound = name.endsWith(".gz") ? gzip(content) : zstandard(content);
    Path file = Files.write(directory.resolve(name), sound);
    String rows = Objects.requireNonNull(digest(file));
    Random random = new Random(14);
    int refused = 0;
    for (int i = 0; i < 60; i++) {
      byte[] damaged = sound.clone();
      int place = random.nextInt(sound.length);
      switch (i % 3) {
        case 0 -> damaged[place] ^= (byte) (1 << random.nextInt(8));
        case 1 -> damaged = Arrays.copyOf(sound, Math.max(1, place));
        default -> {
          damaged = Arrays.copyOf(sound, sound.length + 1 + place);
          System.arraycopy(sound, sound.length - 1 - place, damaged, sound.length, 1 + place);
        }
      }
      Files.write(file, damaged);
      @Nullable String found = digest(file);
      refused += found == null ? 1 : 0;
      // A bit of the header may say nothing of the content.
      assertThat(found == null || (i % 3 == 0 && found.equals(rows))).as("variant %d", i).isTrue();
    }
    assertThat(refused).isGreaterThan(45);
  }

  /** Both zstd-jni's and Java's own stream take the second half of these for the end. */
  @ParameterizedTest
  @ValueSource(strings = {"two.csv.gz", "two.csv.zst"})
  void whatFollowsTheFirstFrameIsReadOrRefused(String name, @TempDir Path directory)
      throws IOException {
    byte[] first = bytes("a,b\n1,2\n");
    byte[] second = bytes("3,4\n");
    byte[] both =
        name.endsWith(".gz")
            ? joined(gzip(first), gzip(second))
            : joined(zstandard(first), zstandard(second));
    int start = (name.endsWith(".gz") ? gzip(first) : zstandard(first)).length;
    Path file = Files.write(directory.resolve(name), both);
    List<Object> read = new ArrayList<>();
    RowFiles.of(file, RowForm.BY_NAME)
        .read(List.of("b"), row -> read.add(Objects.requireNonNull(row.values().get(0))));
    assertThat(read).containsExactly("2", "4");
    for (int length = start + 1; length < both.length; length++) {
      Files.write(file, Arrays.copyOf(both, length));
      assertThat(digest(file)).as("cut after %d bytes", length).isNull();
    }
    Files.write(file, joined(both, new byte[] {0, 0, 0}));
    assertThat(digest(file)).as("zeros behind it").isNull();
  }

  @Test
  void bombsAreRefusedWhileMemoryIsSmall(@TempDir Path directory) throws IOException {
    Path lines = directory.resolve("lines.csv.gz");
    writeBomb(
        new GZIPOutputStream(Files.newOutputStream(lines)),
        "text,label\n",
        "x".repeat(100) + ",a\n");
    assertRefused(
        lines,
        "text",
        ", line \\d+, cannot be read on: \\d+ of its bytes become \\d+, more than 200");
    Path line = directory.resolve("line.jsonl.gz");
    writeBomb(new GZIPOutputStream(Files.newOutputStream(line)), "{\"text\": \"", "xxxx");
    assertRefused(line, "text", ", line 1, is longer than 16777216 characters");
    Path array = directory.resolve("array.json.gz");
    writeBomb(new GZIPOutputStream(Files.newOutputStream(array)), "[{\"other\": [", "[1],");
    assertRefused(
        array, "text", ", row 1 \\(line 1\\), begins a row of more than 16777216 characters");
    Path quote = directory.resolve("quote.csv.gz");
    writeBomb(new GZIPOutputStream(Files.newOutputStream(quote)), "text,label\n\"", "x,a\n");
    assertRefused(
        quote,
        "text",
        ", line 2, begins a record of more than 16777216 characters; a quote in it may never be"
            + " closed");
  }

  private static void writeBomb(OutputStream stream, String start, String unit) throws IOException {
    byte[] block = bytes(unit.repeat(1 << 12));
    try (stream) {
      stream.write(bytes(start));
      for (int written = 0; written < 100 << 20; written += block.length) {
        stream.write(block);
      }
    }
  }

  @Test
  void aHeaderWithoutAnEndIsRefused(@TempDir Path directory) throws IOException {
    byte[] name = new byte[65 << 20];
    Arrays.fill(name, (byte) 'x');
    Path file =
        Files.write(
            directory.resolve("name.csv.gz"),
            joined(new byte[] {0x1F, (byte) 0x8B, 8, 8, 0, 0, 0, 0, 0, 3}, name));
    assertRefused(
        file, "text", " cannot be read: much of it is a header, or skipped, and no content");
  }

  /** The window of two gibibytes that this frame asks for would be native memory. */
  @Test
  void aWindowBeyondReasonIsRefused(@TempDir Path directory) throws IOException {
    byte[] frame = {0x28, (byte) 0xB5, 0x2F, (byte) 0xFD, 0, (byte) (21 << 3), 1, 0, 0};
    assertRefused(
        Files.write(directory.resolve("window.csv.zst"), frame),
        "text",
        ", line 1, cannot be read on: it is damaged: Frame requires too much memory");
  }

  @Test
  void theLimitOnAFileHoldsWithoutCompressionToo() throws IOException {
    InputStream endless =
        new InputStream() {
          @Override
          public int read() {
            return 'x';
          }

          @Override
          public int read(byte[] target, int offset, int length) {
            return length;
          }
        };
    byte[] buffer = new byte[64 << 20];
    try (CountedStream source = new CountedStream(endless);
        LimitedStream limited = new LimitedStream(source, source)) {
      long read = 0;
      while (read < RowLimits.FILE_BYTES) {
        read += limited.read(buffer);
      }
      assertThatThrownBy(() -> limited.read(buffer))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("it holds more than 8589934592 bytes");
    }
  }

  private static void assertRefused(Path file, String column, String problem) {
    assertThatThrownBy(() -> RowFiles.of(file, RowForm.BY_NAME).read(List.of(column), row -> {}))
        .isInstanceOf(DataException.class)
        .hasMessageMatching("(?s)" + Pattern.quote(file.toString()) + problem + ".*");
  }

  /** Reads all columns but nested ones; null if the file is refused as it should be. */
  private static @Nullable String digest(Path file) {
    try {
      List<String> columns = new ArrayList<>(RowFiles.of(file, RowForm.BY_NAME).columns());
      while (true) {
        try {
          return hash(columns, read(file, columns));
        } catch (DataException e) {
          var nested = NESTED.matcher(String.valueOf(e.getMessage()));
          if (!nested.matches() || !columns.remove(nested.group(1))) {
            throw e;
          }
        }
      }
    } catch (DataException e) {
      String message = String.valueOf(e.getMessage());
      assertThat(message).startsWith(file.toString());
      String rest = message.substring(file.toString().length());
      assertThat(Stream.of(WITH_LINE, WITHOUT_LINE).anyMatch(form -> form.matcher(rest).matches()))
          .as(rest)
          .isTrue();
      return null;
    }
  }

  private static List<Row> read(Path file, List<String> columns) {
    List<Row> rows = new ArrayList<>();
    RowFiles.of(file, RowForm.BY_NAME).read(columns, rows::add);
    return rows;
  }

  /** As make_expected.py has it. */
  private static String hash(List<String> columns, List<Row> rows) {
    StringBuilder text = new StringBuilder();
    columns.forEach(column -> text.append("text ").append(column).append('\u001f'));
    text.append('\u001e');
    for (Row row : rows) {
      row.values().forEach(value -> text.append(canonical(value)).append('\u001f'));
      text.append('\u001e');
    }
    byte[] digest = StableHash.sha256().digest(bytes(text.toString()));
    return HexFormat.of().formatHex(digest, 0, 8);
  }

  private static String canonical(@Nullable Object value) {
    if (value == null) {
      return "null";
    }
    return switch (value.getClass().getSimpleName()) {
      case "Boolean" -> "truth " + value;
      case "Long" -> "integer " + value;
      case "Double" ->
          "decimal " + HexFormat.of().toHexDigits(Double.doubleToRawLongBits((Double) value));
      default -> "text " + value;
    };
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream stream = DamagedRowFilesTest.class.getResourceAsStream(FOLDER + name)) {
      return Objects.requireNonNull(stream, name).readAllBytes();
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] joined(byte[] first, byte[] second) {
    byte[] joined = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, joined, first.length, second.length);
    return joined;
  }

  static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (GZIPOutputStream stream = new GZIPOutputStream(compressed)) {
      stream.write(content);
    }
    return compressed.toByteArray();
  }

  /** With a checksum, as the command zstd writes it. */
  static byte[] zstandard(byte[] content) {
    try (ZstdCompressCtx context = new ZstdCompressCtx()) {
      context.setChecksum(true);
      return context.compress(content);
    }
  }
}
