package org.dashsweep.checkpoint;

/** A checkpoint that cannot be read or does not hold what is needed. The message names the file. */
public final class CheckpointException extends RuntimeException {
  public CheckpointException(String source, String problem) {
    super(source + " " + problem);
  }

  public CheckpointException(String source, String problem, Throwable cause) {
    super(source + " " + problem, cause);
  }
}
