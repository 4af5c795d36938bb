package org.dashsweep.train;

import java.util.Locale;

/** Training went wrong: a loss, a gradient or a model's output was no longer finite. */
public final class DivergenceException extends RuntimeException {
  private static final String REMEDY = "; a lower learning rate or a longer warm-up may help";

  private DivergenceException(String message) {
    super(message + REMEDY);
  }

  /** Describes an update that diverged. */
  public DivergenceException(int step, double loss, double gradientNorm) {
    this(
        String.format(
            Locale.ROOT,
            "The loss was %s and the gradient norm %s at step %d",
            loss,
            gradientNorm,
            step));
  }

  /** Returns the exception of an evaluation. */
  public static DivergenceException ofOutputs() {
    return new DivergenceException("The model's outputs were not finite when it was evaluated");
  }
}
