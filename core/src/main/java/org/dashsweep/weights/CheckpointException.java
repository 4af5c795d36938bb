package org.dashsweep.weights;

import org.jspecify.annotations.Nullable;

/**
 * A checkpoint that cannot be read or written, or does not hold what is needed. The message starts
 * with the file or resource at fault.
 */
public class CheckpointException extends RuntimeException {
  /**
   * @param source the path or resource name
   * @param problem a predicate of which {@code source} is the subject: "holds no tensor x"
   */
  public CheckpointException(String source, String problem) {
    super(source + " " + problem);
  }

  public CheckpointException(String source, String problem, @Nullable Throwable cause) {
    super(source + " " + problem, cause);
  }
}
