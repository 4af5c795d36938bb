package org.dashsweep.verification;

/**
 * Tolerances that separate a right implementation in float32 from a wrong one. Two right
 * implementations differ in the order of their sums.
 */
final class Tolerances {
  /**
   * Hidden states and logits. The absolute part is for elements of the order of 1. The relative
   * part is some eighty roundings of float32 of the tensor's largest value: each element is a sum,
   * and its rounding goes with the terms of the sum, however small the sum is.
   */
  static final Tolerance HIDDEN = new Tolerance(1e-4, 1e-5);

  /**
   * Latents of a sampling: rounding grows from step to step, by a factor of up to 60 in those that
   * are compared.
   */
  static final Tolerance SAMPLING = new Tolerance(1e-4, 1e-4);

  /** Images of 0 to 1 at the end of a sampling. */
  static final Tolerance IMAGE = Tolerance.absolute(1e-3);

  /** Scores of hypotheses: sums of log-probabilities, over some power of their number. */
  static final Tolerance SCORE = new Tolerance(1e-4, 1e-5);

  static final Tolerance LOSS = Tolerance.relative(1e-5);

  /** Losses of several steps of training, over which differences in rounding grow. */
  static final Tolerance TRACE_LOSS = Tolerance.absolute(2e-4);

  /** Losses of the traces of methods, which are shorter. */
  static final Tolerance METHOD_LOSS = Tolerance.absolute(2e-5);

  /** Tensors that a method trained. */
  static final Tolerance METHOD_TENSOR = Tolerance.relative(3e-3);

  /** Norms of tensors over their own largest, after every step. */
  static final Tolerance NORMS = Tolerance.absolute(1e-3);

  /** Changes of single elements over the largest of their tensor's that are looked at. */
  static final Tolerance SAMPLES = Tolerance.absolute(1e-2);

  /** Norms of the first step's gradients over the largest of all. */
  static final Tolerance FIRST_GRADIENTS = Tolerance.relative(1e-4);

  /** Learning rates, which are rounded to float32 and no more. */
  static final Tolerance TRACE_RATE = Tolerance.relative(1e-6);

  /** Tolerance of tensors that training changed, after several steps. */
  static final Tolerance TRACE = Tolerance.relative(1e-3);

  private static final double GRADIENT = 1e-4;

  /**
   * Rounding of gradients that vanish, as a share of the gradients that they are the sum of. A
   * key's bias has such a gradient: softmax does not see the bias.
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
