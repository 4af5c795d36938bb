package org.dashsweep.generation;

import java.util.List;
import org.dashsweep.model.Branch;
import org.dashsweep.model.TopTokens;

/** The search for the continuation of one prompt. Knows probabilities, not the model. */
sealed interface Search permits GreedySearch, BeamSearch {
  /**
   * Returns the tokens behind which it goes on, the best hypothesis's first; empty before the
   * first.
   */
  List<Branch> open();

  /**
   * Goes on by a token.
   *
   * @param top the most probable tokens behind each open hypothesis, at first behind the prompt: at
   *     least {@link DecodingSettings#candidates} of them
   * @param from where the first open hypothesis is among the texts of {@code top}
   */
  void advance(TopTokens top, int from);

  /** Returns whether nothing that is still open can be found any more. */
  boolean ended();

  /** Returns the best continuation; only of a search that has ended. */
  Continuation best();
}
