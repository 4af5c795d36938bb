package org.dashsweep.trial.commonsense;

import java.util.List;
import org.dashsweep.model.CausalDecoder;
import org.dashsweep.model.CausalLanguageModel;

/** A way of answering questions. Whoever opens it closes it; confined to one thread. */
sealed interface Answering extends AutoCloseable permits GeneratedAnswers, LikelyAnswers {
  /**
   * A scorer's way.
   *
   * @param model in the state that is to answer
   * @param meanwhile called every now and then; what it throws ends the answering
   */
  static Answering open(
      Scorer scorer,
      CausalLanguageModel model,
      LoadedLlama base,
      CommonsenseSettings settings,
      Runnable meanwhile) {
    CausalDecoder decoder = model.decoder();
    return switch (scorer) {
      case GENERATION -> new GeneratedAnswers(decoder, base, settings, meanwhile);
      case LIKELIHOOD -> new LikelyAnswers(decoder, base, settings, meanwhile);
    };
  }

  /** The answers to a data set's questions, in their order. */
  List<Answer> answer(Questions questions);

  @Override
  void close();
}
