package org.dashsweep.adapter;

import org.apache.commons.math3.random.MersenneTwister;

/**
 * Uniform numbers as PyTorch's {@code Tensor.uniform_} draws them on a CPU from a generator with a
 * seed: 24 bits of each word of a Mersenne Twister (Matsumoto and Nishimura, 1998), spread over the
 * range by one fused multiplication and addition.
 */
final class TorchUniform {
  private static final int BITS = 24;

  private final MersenneTwister words;

  TorchUniform(int seed) {
    this.words = new MersenneTwister(seed);
  }

  /** Draws the next numbers in [−bound, bound), in float32. */
  float[] next(int count, double bound) {
    float from = (float) -bound;
    float width = (float) bound - from;
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      float unit = (words.nextInt() & ((1 << BITS) - 1)) * 0x1p-24f;
      values[i] = Math.fma(unit, width, from);
    }
    return values;
  }
}
