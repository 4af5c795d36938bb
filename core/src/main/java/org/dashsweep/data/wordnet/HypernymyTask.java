package org.dashsweep.data.wordnet;

import java.util.List;
import org.dashsweep.data.LabelledData;

/**
 * Two noun senses with their definitions: is the first, directly or transitively, a kind of the
 * second?
 *
 * <p>Only senses with a short definition take part. Both senses of a pair belong to the pair's
 * split. Instances (Paris, of city) are left out. See {@link BalancedPairs} for how the pairs are
 * chosen, and why neither sense alone tells the answer.
 */
final class HypernymyTask {
  static final String NAME = "hypernymy";
  static final int TRAIN_CHAINS = 1_400;
  static final int EVALUATION_CHAINS = 200;

  static final String NOT_A_KIND_OF = "not-a-kind-of";
  static final String KIND_OF = "kind-of";
  static final List<String> LABELS = List.of(NOT_A_KIND_OF, KIND_OF);

  private HypernymyTask() {}

  static LabelledData build(List<NounSynset> nouns) {
    Taxonomy taxonomy = new Taxonomy(nouns);
    return LabelledData.classification(
        NAME,
        LABELS,
        new BalancedPairs(taxonomy, Split.TRAIN).draw(TRAIN_CHAINS),
        new BalancedPairs(taxonomy, Split.EVALUATION).draw(EVALUATION_CHAINS));
  }
}
