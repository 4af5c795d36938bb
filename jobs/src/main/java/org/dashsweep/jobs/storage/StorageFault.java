package org.dashsweep.jobs.storage;

import java.nio.file.AccessDeniedException;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.Locale;
import org.apache.hadoop.hdfs.protocol.QuotaExceededException;
import org.apache.hadoop.security.AccessControlException;
import org.jspecify.annotations.Nullable;

/** The reason why storage takes no writes, where people can do something about it. */
public enum StorageFault {
  FULL(
      "no space is left there; make room, or name another directory, and run the same command"
          + " again. What was committed stays"),
  /** This machine has no room for what is on its way elsewhere. */
  BUFFER_FULL(
      "this machine has no space for its buffer; make room in hadoop.tmp.dir, or name another"
          + " directory with fs.s3a.buffer.dir, and run the same command again. What was committed"
          + " stays"),
  OVER_QUOTA(
      "the quota there is used up; have it raised or make room, and run the same command again."
          + " What was committed stays"),
  /** This process has as many files open as it may. */
  NO_HANDLES("this process may open no more files; raise the limit with ulimit -n 1024"),
  READ_ONLY("its file system is mounted read-only; name another directory"),
  DENIED("this user, or these credentials, may not"),
  OTHER("");

  private final String remedy;

  StorageFault(String remedy) {
    this.remedy = remedy;
  }

  /** Returns the reason and its remedy, to follow a file's name and a colon; or an empty text. */
  public String remedy() {
    return remedy;
  }

  /**
   * Returns the fault behind an exception.
   *
   * <p>Java has no types for most of them, so their texts are compared. They come from HDFS, from
   * S3 or from the C library. The JVM asks the latter for English, whatever the session's language.
   */
  public static StorageFault of(Throwable thrown) {
    for (Throwable each = thrown; each != null; each = each.getCause()) {
      StorageFault fault = ofOne(each);
      if (fault != OTHER) {
        return fault;
      }
    }
    return OTHER;
  }

  private static StorageFault ofOne(Throwable thrown) {
    if (thrown instanceof QuotaExceededException) {
      return OVER_QUOTA;
    }
    if (thrown instanceof ReadOnlyFileSystemException) {
      return READ_ONLY;
    }
    if (thrown instanceof AccessDeniedException || thrown instanceof AccessControlException) {
      return DENIED;
    }
    @Nullable String message = thrown.getMessage();
    String text = message == null ? "" : message.toLowerCase(Locale.ROOT);
    if (text.contains("no space available in any of the local directories")
        || text.contains("could not find any valid local directory")) {
      return BUFFER_FULL;
    }
    if (text.contains("no space left on device")
        || text.contains("not enough space")
        || text.contains("could only be written to 0 of the")) {
      return FULL;
    }
    if (text.contains("quota exceeded") || text.contains("quotaexceeded")) {
      return OVER_QUOTA;
    }
    if (text.contains("too many open files")) {
      return NO_HANDLES;
    }
    if (text.contains("read-only file system")) {
      return READ_ONLY;
    }
    if (text.contains("permission denied")) {
      return DENIED;
    }
    return OTHER;
  }
}
