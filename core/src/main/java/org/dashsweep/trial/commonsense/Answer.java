package org.dashsweep.trial.commonsense;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A model's answer to a question.
 *
 * @param answer the part that counts; empty if there is none
 * @param text that was generated; null if nothing is
 * @param scores of the question's options, in their order; empty if text was generated
 */
record Answer(String answer, @Nullable String text, List<Float> scores) {
  Answer {
    scores = List.copyOf(scores);
  }
}
