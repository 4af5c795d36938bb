package org.dashsweep.trial.commonsense;

import java.util.List;
import org.dashsweep.generation.DecodingBudget;
import org.dashsweep.generation.DecodingListener;
import org.dashsweep.model.CausalDecoder;
import org.dashsweep.model.CausalLanguageModel;

/** A way of answering questions. Whoever opens it closes it; confined to one thread. */
sealed interface Answering extends AutoCloseable permits GeneratedAnswers, LikelyAnswers {
  /**
   * A scorer's way.
   *
   * @param model in the state that is to answer
   */
  static Answering open(
      Scorer scorer, CausalLanguageModel model, LoadedDecoder base, CommonsenseSettings settings) {
    CausalDecoder decoder = model.decoder();
    return switch (scorer) {
      case GENERATION -> new GeneratedAnswers(decoder, base, settings);
      case LIKELIHOOD -> new LikelyAnswers(decoder);
    };
  }

  /**
   * The answers to a data set's questions, in their order.
   *
   * @param budget how much is decoded at once
   * @param listener hears how many of these questions are answered
   */
  List<Answer> answer(Questions questions, DecodingBudget budget, DecodingListener listener);

  @Override
  void close();
}
