package org.dashsweep.weights;

/** A model directory that has a configuration and no weights, as before its download has ended. */
public final class AbsentWeightsException extends CheckpointException {
  /**
   * @param directory that holds the configuration
   * @param problem a predicate of which {@code directory} is the subject
   */
  public AbsentWeightsException(String directory, String problem) {
    super(directory, problem);
  }
}
