package org.dashsweep.image;

/** An image that cannot be read. The message names the file, its fault and the remedy. */
public final class ImageException extends RuntimeException {
  public ImageException(String source, String problem) {
    super(source + " " + problem);
  }

  public ImageException(String source, String problem, Throwable cause) {
    super(source + " " + problem, cause);
  }
}
