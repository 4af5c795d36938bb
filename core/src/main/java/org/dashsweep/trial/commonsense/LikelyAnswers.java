package org.dashsweep.trial.commonsense;

import java.util.List;
import java.util.stream.IntStream;
import org.dashsweep.data.commonsense.AnswerOptions;
import org.dashsweep.data.commonsense.PromptEncoder;
import org.dashsweep.decode.DecodingListener;
import org.dashsweep.decode.LogLikelihoods;
import org.dashsweep.model.CausalDecoder;

/** Of the answers that a question offers the most probable one, of equals the first. */
final class LikelyAnswers implements Answering {
  private final CausalDecoder decoder;
  private final PromptEncoder encoder;
  private final LogLikelihoods likelihoods;

  /** Takes the decoder over. */
  LikelyAnswers(CausalDecoder decoder, LoadedLlama base, CommonsenseSettings settings) {
    this.decoder = decoder;
    this.encoder = new PromptEncoder(base.tokenizer());
    this.likelihoods = new LogLikelihoods(decoder, settings.budget());
  }

  @Override
  public List<Answer> answer(Questions questions, DecodingListener listener) {
    List<AnswerOptions> options = encoder.options(questions.task(), questions.rows());
    List<List<Float>> scores = likelihoods.of(options, listener);
    return IntStream.range(0, options.size())
        .mapToObj(i -> answer(options.get(i), scores.get(i)))
        .toList();
  }

  private static Answer answer(AnswerOptions options, List<Float> scores) {
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
