package org.dashsweep.data.dreambooth;

import java.util.Locale;
import java.util.SplittableRandom;
import org.dashsweep.data.StableHash;
import org.dashsweep.image.PixelPreparation;

/** Place of the square in a resized photo. Each photo has one place for a whole trial. */
public enum TrainingCrop {
  /** In the middle, rounded half to even. */
  CENTER {
    @Override
    int begin(int length, int part, SplittableRandom random) {
      return PixelPreparation.centered(length, part);
    }
  },
  /** At a place drawn from the seed and the file's name, every place being equally likely. */
  RANDOM {
    @Override
    int begin(int length, int part, SplittableRandom random) {
      return random.nextInt(length - part + 1);
    }
  };

  /** Returns where a part of a length begins. */
  abstract int begin(int length, int part, SplittableRandom random);

  /** Returns the random numbers of a photo: row first, then column. */
  static SplittableRandom random(long seed, String fileName) {
    return new SplittableRandom(
        StableHash.of("crop", String.format(Locale.ROOT, "%d\n%s", seed, fileName)));
  }
}
