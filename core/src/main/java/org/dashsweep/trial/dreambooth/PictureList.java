package org.dashsweep.trial.dreambooth;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The pictures of one evaluation: so many for each prompt, in the order of prompts.
 *
 * @param prompts number of prompts
 * @param perPrompt pictures of each
 * @param samplingSeed of their noise
 */
record PictureList(int prompts, int perPrompt, int samplingSeed) {
  /** One picture that is to be sampled. */
  record Entry(int prompt, int image, long noiseSeed) {
    /** The name of its file. */
    String file() {
      return String.format(Locale.ROOT, "%03d-%03d.png", prompt, image);
    }
  }

  int size() {
    return prompts * perPrompt;
  }

  List<Entry> entries() {
    List<Entry> entries = new ArrayList<>();
    for (int prompt = 0; prompt < prompts; prompt++) {
      for (int image = 0; image < perPrompt; image++) {
        entries.add(new Entry(prompt, image, NoiseSeeds.of(samplingSeed, prompt, image)));
      }
    }
    return entries;
  }
}
