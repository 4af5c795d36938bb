package org.dashsweep.file;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The hidden name that a file has until it is whole: {@code
 * .NAME.MACHINE-PROCESS-START-RANDOM.tmp}. It tells which process writes the file, so that another
 * one can tell when nobody does any more. The numbers have base 36, for names have a greatest
 * length.
 */
public final class UnfinishedName {
  /** End of the names of unfinished files. */
  public static final String SUFFIX = ".tmp";

  private static final int BASE = Character.MAX_RADIX;
  private static final int MACHINE_BYTES = 4;
  private static final Pattern NAME =
      Pattern.compile("[.].*[.]([0-9a-f]{8})-([0-9a-z]{1,7})-([0-9a-z]{1,9})-[0-9a-z]+[.]tmp");

  private static final String SELF = tag(ProcessIdentity.current());

  private UnfinishedName() {}

  /**
   * Returns a new one, of this process.
   *
   * @param name that the file has when it is whole
   */
  public static String of(String name) {
    return String.format(
        Locale.ROOT,
        ".%s.%s-%s%s",
        name,
        SELF,
        Long.toString(ThreadLocalRandom.current().nextLong(1L << 60), BASE),
        SUFFIX);
  }

  /** Returns whether a name is hidden until its file is whole. */
  public static boolean matches(String name) {
    return name.startsWith(".") && name.endsWith(SUFFIX);
  }

  /**
   * Returns whether the process that wrote under a name has surely ended: not known of one
   * elsewhere.
   */
  public static boolean isLeft(String name) {
    return writer(name).filter(ProcessIdentity::hasEnded).isPresent();
  }

  private static Optional<ProcessIdentity> writer(String name) {
    Matcher matcher = NAME.matcher(name);
    @Nullable String here = ProcessIdentity.current().machine();
    if (here == null || !matcher.matches() || !matcher.group(1).equals(shortened(here))) {
      return Optional.empty();
    }
    long start = Long.parseLong(matcher.group(3), BASE);
    try {
      return Optional.of(
          new ProcessIdentity(
              here,
              Long.parseLong(matcher.group(2), BASE),
              start == 0 ? null : Instant.ofEpochMilli(start).toString()));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static String tag(ProcessIdentity process) {
    @Nullable String startedAt = process.startedAt();
    return String.format(
        Locale.ROOT,
        "%s-%s-%s",
        shortened(process.machine() == null ? "" : process.machine()),
        Long.toString(process.id(), BASE),
        Long.toString(startedAt == null ? 0 : Instant.parse(startedAt).toEpochMilli(), BASE));
  }

  private static String shortened(String machine) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(machine.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, MACHINE_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}
