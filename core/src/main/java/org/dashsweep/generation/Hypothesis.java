package org.dashsweep.generation;

import java.util.List;
import org.dashsweep.model.Branch;

/**
 * A continuation of a prompt.
 *
 * @param last its last token; an end token if it has come to one
 * @param logProbability the sum of its tokens' log-probabilities, in nats
 */
record Hypothesis(Branch last, float logProbability) {
  List<Integer> tokens() {
    return last.tokens();
  }
}
