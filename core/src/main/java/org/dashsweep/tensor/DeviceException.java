package org.dashsweep.tensor;

/** A process that cannot compute with a device; the message says what is missing. */
public final class DeviceException extends RuntimeException {
  DeviceException(String message) {
    super(message);
  }
}
