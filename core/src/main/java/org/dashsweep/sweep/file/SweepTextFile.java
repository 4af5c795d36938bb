package org.dashsweep.sweep.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;

/** Reads small text files that a user names, and nothing that has no end. */
public final class SweepTextFile {
  private SweepTextFile() {}

  /** A file that is not read. */
  public static final class RefusedException extends IOException {
    private final String problem;
    private final String remedy;

    private RefusedException(Path path, String problem, String remedy) {
      super(String.format(Locale.ROOT, "%s %s; %s", path, problem, remedy));
      this.problem = problem;
      this.remedy = remedy;
    }

    /** Returns the problem, such as "does not exist". */
    public String problem() {
      return problem;
    }

    /** Returns the remedy, such as "check the path". */
    public String remedy() {
      return remedy;
    }
  }

  /**
   * Reads a UTF-8 file whole.
   *
   * @param maximumBytes the longest file that is read
   * @param remedy for a longer one
   * @throws RefusedException if it is missing, too long, not UTF-8 or no regular file
   * @throws IOException if it cannot be read for another reason
   */
  public static String read(Path path, int maximumBytes, String remedy) throws IOException {
    if (Files.isDirectory(path)) {
      throw new RefusedException(path, "is a directory", "name a file in it");
    }
    if (Files.exists(path) && !Files.isRegularFile(path)) {
      throw new RefusedException(path, "is no regular file", "name one");
    }
    // A file of the kernel's has no length, and any file may grow while it is read.
    try (InputStream bytes = Files.newInputStream(path)) {
      long size = Files.size(path);
      byte[] read = size > maximumBytes ? new byte[0] : bytes.readNBytes(maximumBytes + 1);
      if (Math.max(size, read.length) > maximumBytes) {
        throw new RefusedException(
            path,
            String.format(
                Locale.ROOT,
                "is larger than %d bytes: %d",
                maximumBytes,
                Math.max(size, read.length)),
            remedy);
      }
      // A decoder of its own, because the usual one puts question marks for what is not UTF-8.
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(read)).toString();
    } catch (NoSuchFileException e) {
      throw new RefusedException(path, "does not exist", "check the path");
    } catch (CharacterCodingException e) {
      throw new RefusedException(path, "is not UTF-8", "save it as UTF-8");
    }
  }
}
