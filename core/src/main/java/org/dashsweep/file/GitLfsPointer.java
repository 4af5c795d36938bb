package org.dashsweep.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.BiFunction;

/**
 * The text that a git clone without Git LFS leaves in the place of a large file. Every reader of
 * input files checks for it first, because each format's own message for it would mislead.
 */
public final class GitLfsPointer {
  private static final String PROBLEM =
      "is a Git LFS pointer, not the file itself; run git lfs pull in its repository, or download"
          + " the file";

  private static final byte[] START = "version https://git-lfs".getBytes(StandardCharsets.US_ASCII);

  /** Number of bytes that {@link #refuse(String, byte[], BiFunction)} looks at. */
  public static final int START_BYTES = START.length;

  private GitLfsPointer() {}

  /**
   * Refuses a pointer among bytes that have been read.
   *
   * @param source the file's name
   * @param content the file's content, or its beginning
   * @param exception makes the exception, of the file's name and what is wrong with it
   */
  public static <E extends RuntimeException> void refuse(
      String source, byte[] content, BiFunction<String, String, E> exception) {
    if (content.length >= START_BYTES
        && Arrays.equals(content, 0, START_BYTES, START, 0, START_BYTES)) {
      throw exception.apply(source, PROBLEM);
    }
  }

  /**
   * Refuses a pointer before a file is read. What is no regular file is left to its reader.
   *
   * @param exception makes the exception, of the file's name and what is wrong with it
   */
  public static <E extends RuntimeException> void refuse(
      Path file, BiFunction<String, String, E> exception) throws IOException {
    if (Files.isRegularFile(file)) {
      try (InputStream stream = Files.newInputStream(file)) {
        refuse(file.toString(), stream.readNBytes(START_BYTES), exception);
      }
    }
  }
}
