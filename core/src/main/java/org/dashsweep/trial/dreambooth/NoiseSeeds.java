package org.dashsweep.trial.dreambooth;

import java.util.SplittableRandom;
import org.dashsweep.data.StableHash;

/**
 * The seeds of the noise that pictures start from. They depend on the sampling seed, the prompt's
 * index and the picture's, and on nothing else: pictures of two methods are comparable.
 */
final class NoiseSeeds {
  static final int MOST_IMAGES = 1000;
  static final int MOST_PROMPTS = 1000;
  static final int MOST_SEED = 1_000_000;

  private NoiseSeeds() {}

  /** The seed of one picture: six digits for prompt and picture, those before for the sampling. */
  static long of(int samplingSeed, int prompt, int image) {
    return ((long) samplingSeed * MOST_PROMPTS + prompt) * MOST_IMAGES + image;
  }

  /** Normally distributed numbers of a seed. */
  static float[] noise(long seed, int count) {
    return normal(StableHash.of("sampling noise", Long.toString(seed)), count);
  }

  static float[] normal(long seed, int count) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
