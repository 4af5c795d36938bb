package org.dashsweep.jobs.storage;

import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;

/** Says now and then how far a copy is. */
final class CopyProgress {
  private static final Duration INTERVAL = Duration.ofSeconds(5);

  private final String what;
  private final long totalBytes;
  private final Consumer<String> lines;
  private final long started = System.nanoTime();
  private long copiedBytes;
  private long lastLine = started;

  /**
   * @param what "s3a://bucket/model to /cache/model"
   * @param lines takes each line
   */
  CopyProgress(String what, long totalBytes, Consumer<String> lines) {
    this.what = what;
    this.totalBytes = totalBytes;
    this.lines = lines;
    lines.accept(String.format(Locale.ROOT, "Copying %s, %s", what, megabytes(totalBytes)));
  }

  void copied(long bytes) {
    copiedBytes += bytes;
    long now = System.nanoTime();
    if (now - lastLine >= INTERVAL.toNanos()) {
      lastLine = now;
      lines.accept(
          String.format(
              Locale.ROOT,
              "Copying %s, %d %% of %s",
              what,
              copiedBytes * 100 / Math.max(1, totalBytes),
              megabytes(totalBytes)));
    }
  }

  void done() {
    lines.accept(
        String.format(
            Locale.ROOT,
            "Copied %s, %s in %d s",
            what,
            megabytes(copiedBytes),
            Duration.ofNanos(System.nanoTime() - started).toSeconds()));
  }

  static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%,d MB", (bytes + 999_999) / 1_000_000);
  }
}
