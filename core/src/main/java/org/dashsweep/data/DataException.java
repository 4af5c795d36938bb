package org.dashsweep.data;

/** A data set that cannot be read or does not hold what is needed. The message names the source. */
public final class DataException extends RuntimeException {
  public DataException(String source, String problem) {
    super(source + " " + problem);
  }

  public DataException(String source, String problem, Throwable cause) {
    super(source + " " + problem, cause);
  }
}
