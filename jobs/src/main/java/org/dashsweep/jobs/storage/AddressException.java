package org.dashsweep.jobs.storage;

/** An address that names no place on a file system. The message starts with the address. */
public class AddressException extends IllegalArgumentException {
  AddressException(String message) {
    super(message);
  }

  AddressException(String message, Throwable cause) {
    super(message, cause);
  }
}
