package org.dashsweep.jobs.storage;

import java.io.IOException;

/**
 * A file that cannot be written. The message starts with what was tried, and says what to do where
 * the reason is one that people meet: no space, a quota, a file system that takes no writes.
 */
public final class StorageException extends IOException {
  private StorageException(String message, Throwable cause) {
    super(message, cause);
  }

  /**
   * A file that could not be written.
   *
   * @param file path or URI
   * @param cause what its file system said
   */
  public static StorageException writing(String file, Throwable cause) {
    String reason =
        switch (StorageFault.of(cause)) {
          case FULL ->
              ": no space is left there; make room, or name another directory, and run the same"
                  + " command again. What was committed stays";
          case OVER_QUOTA ->
              ": the quota there is used up; have it raised or make room, and run the same command"
                  + " again. What was committed stays";
          case READ_ONLY -> ": its file system is mounted read-only; name another directory";
          case DENIED -> ": this user or these credentials may not write there";
          case OTHER -> "";
        };
    return new StorageException("cannot write " + file + reason, cause);
  }
}
