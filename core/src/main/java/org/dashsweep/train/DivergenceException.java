package org.dashsweep.train;

/** Training stopped because a loss or a gradient was no longer finite. */
public final class DivergenceException extends RuntimeException {
  public DivergenceException(int step, double loss, double gradientNorm) {
    super(
        "The loss was %s and the gradient norm %s at step %d; a lower learning rate or a longer warm-up may help"
            .formatted(loss, gradientNorm, step));
  }
}
