package org.dashsweep.data.wordnet;

import java.util.Locale;
import org.dashsweep.data.StableHash;

/** The side of the train/evaluation border that a synset is on, in every task alike. */
enum Split {
  TRAIN,
  EVALUATION;

  private static final int EVALUATION_SHARE = 4;

  /**
   * Returns the split of the synsets that have this definition. It hashes the definition, not the
   * synset's offset: some hundred synsets share their definition with another one. That other one
   * must not be seen in training either.
   */
  static Split of(String definition) {
    long hash = StableHash.of("split", definition.toLowerCase(Locale.ROOT));
    return Long.remainderUnsigned(hash, EVALUATION_SHARE) == 0 ? EVALUATION : TRAIN;
  }
}
