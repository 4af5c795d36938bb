package org.dashsweep.trial.commonsense;

import java.util.List;
import java.util.stream.IntStream;
import org.dashsweep.data.commonsense.AnswerOptions;
import org.dashsweep.generation.DecodingBudget;
import org.dashsweep.generation.DecodingListener;
import org.dashsweep.generation.LogLikelihoods;
import org.dashsweep.model.CausalDecoder;
import org.dashsweep.train.DivergenceException;

/**
 * Answers a question with the most probable of the answers that it offers; of equals, with the
 * first.
 */
final class LikelyAnswers implements Answering {
  private final CausalDecoder decoder;

  /** Takes the decoder over. */
  LikelyAnswers(CausalDecoder decoder) {
    this.decoder = decoder;
  }

  @Override
  public List<Answer> answer(
      Questions questions, DecodingBudget budget, DecodingListener listener) {
    List<AnswerOptions> options = questions.options();
    List<List<Float>> scores = new LogLikelihoods(decoder, budget).of(options, listener);
    return IntStream.range(0, options.size())
        .mapToObj(i -> answer(options.get(i), scores.get(i)))
        .toList();
  }

  private static Answer answer(AnswerOptions options, List<Float> scores) {
    if (!scores.stream().allMatch(Float::isFinite)) {
      throw DivergenceException.ofOutputs();
    }
    int best = 0;
    for (int i = 1; i < scores.size(); i++) {
      if (scores.get(i) > scores.get(best)) {
        best = i;
      }
    }
    return new Answer(options.answers().get(best), null, scores);
  }

  @Override
  public void close() {
    decoder.close();
  }
}
