package org.dashsweep.verification;

/**
 * What separates a right implementation in float32 from a wrong one: two right ones add up in
 * different orders.
 */
final class Tolerances {
  /** Hidden states and logits, whose elements are of the order of 1. */
  static final Tolerance HIDDEN = Tolerance.absolute(1e-4);

  /** Scores of hypotheses: sums of log-probabilities, over some power of their number. */
  static final Tolerance SCORE = new Tolerance(1e-4, 1e-5);

  static final Tolerance LOSS = Tolerance.relative(1e-5);

  /** Losses of several steps of training, over which differences in rounding grow. */
  static final Tolerance TRACE_LOSS = Tolerance.absolute(2e-4);

  /** Learning rates, which are rounded to float32 and no more. */
  static final Tolerance TRACE_RATE = Tolerance.relative(1e-6);

  /** What training changed, after several steps. */
  static final Tolerance TRACE = Tolerance.relative(1e-3);

  private static final double GRADIENT = 1e-4;

  /**
   * Some gradients vanish (that of a key's bias: softmax does not see it) and hold nothing but
   * rounding, which is of this share of the gradients it is the sum of.
   */
  private static final double GRADIENT_ROUNDING = 1e-7;

  private Tolerances() {}

  /**
   * Gradients of the loss.
   *
   * @param largest absolute value of a gradient anywhere in the model
   */
  static Tolerance gradient(double largest) {
    return new Tolerance(GRADIENT_ROUNDING * largest, GRADIENT);
  }
}
