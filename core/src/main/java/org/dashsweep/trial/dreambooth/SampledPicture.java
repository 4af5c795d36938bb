package org.dashsweep.trial.dreambooth;

import java.util.List;
import org.dashsweep.image.RgbImage;

/**
 * A picture that was sampled, as its file has it.
 *
 * @param flags see {@link org.dashsweep.trial.TrialResult.Image}
 */
record SampledPicture(PictureList.Entry entry, RgbImage picture, List<String> flags) {
  static final String NAN = "nan";
  static final String BLACK = "black";

  SampledPicture {
    flags = List.copyOf(flags);
  }

  /** Tells whether it can be compared: noise that became infinite shows nothing. */
  boolean isFinite() {
    return !flags.contains(NAN);
  }
}
