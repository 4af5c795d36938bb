package org.dashsweep.adapter;

/**
 * Counts the floating-point operations of one layer in one training step: those of matrix products,
 * a multiplication and an addition counting as two.
 *
 * @param tokens N
 * @param inputs columns of W
 * @param outputs rows of W
 * @param inputHasGradient whether something that trains lies before the layer
 */
public record LayerStep(long tokens, long inputs, long outputs, boolean inputHasGradient) {
  /** A product with W: forward, and for the gradient of the input. */
  public long frozenProduct() {
    return 2 * tokens * inputs * outputs * (inputHasGradient ? 2 : 1);
  }

  /** Products with two factors (r, in) and (out, r) that both train, forward and backward. */
  public long trainedFactors(long rank) {
    return 3 * factors(rank) - spared(rank);
  }

  /** Products with two frozen factors (s, in) and (out, s), forward and backward. */
  public long frozenFactors(long width) {
    return 2 * factors(width) - spared(width);
  }

  private long factors(long width) {
    return 2 * tokens * width * (inputs + outputs);
  }

  private long spared(long width) {
    return inputHasGradient ? 0 : 2 * tokens * width * inputs;
  }
}
