package org.dashsweep.weights;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reports files that cannot be written, for want of space, say. The fault is not in the content, so
 * it is never a {@link CheckpointException}.
 */
public final class UnwritableFile {
  private UnwritableFile() {}

  /** Returns an exception whose message names the file and the reason. */
  public static UncheckedIOException because(Path file, IOException cause) {
    return new UncheckedIOException(
        String.format(Locale.ROOT, "Cannot write %s: %s", file, reason(cause)), cause);
  }

  private static String reason(IOException cause) {
    @Nullable String reason =
        cause instanceof FileSystemException named ? named.getReason() : cause.getMessage();
    return reason == null ? cause.getClass().getSimpleName() : reason;
  }
}
