package org.dashsweep.trial;

import java.util.Objects;

/** A trial that could not be finished, with the class of its failure. */
public final class TrialException extends RuntimeException {
  private final FailureClass failureClass;

  public TrialException(FailureClass failureClass, String message) {
    super(message);
    this.failureClass = failureClass;
  }

  /** Makes one with the message of its cause, or the cause's class if it has none. */
  public TrialException(FailureClass failureClass, Throwable cause) {
    super(Objects.requireNonNullElse(cause.getMessage(), cause.toString()), cause);
    this.failureClass = failureClass;
  }

  public FailureClass failureClass() {
    return failureClass;
  }
}
