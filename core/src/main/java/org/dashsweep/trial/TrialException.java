package org.dashsweep.trial;

/** A trial that could not be finished, with the class of its failure. */
public final class TrialException extends RuntimeException {
  private final FailureClass failureClass;

  public TrialException(FailureClass failureClass, String message) {
    super(message);
    this.failureClass = failureClass;
  }

  public TrialException(FailureClass failureClass, String message, Throwable cause) {
    super(message, cause);
    this.failureClass = failureClass;
  }

  public FailureClass failureClass() {
    return failureClass;
  }
}
