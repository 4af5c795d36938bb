package org.dashsweep.jobs.storage;

import java.io.IOException;

/**
 * A file that cannot be written. The message starts with the action that failed. It adds a remedy
 * where the reason is a common one: no space, a quota, a file system that takes no writes.
 */
public final class StorageException extends IOException {
  private StorageException(String message, Throwable cause) {
    super(message, cause);
  }

  /**
   * Returns a file that could not be written.
   *
   * @param file path or URI
   * @param cause what its file system said
   */
  public static StorageException writing(String file, Throwable cause) {
    String remedy = StorageFault.of(cause).remedy();
    String reason = remedy.isEmpty() ? "" : ": " + remedy;
    return new StorageException("cannot write " + file + reason, cause);
  }
}
