package org.dashsweep.trial.commonsense;

import java.util.List;
import org.dashsweep.generation.Continuation;
import org.dashsweep.generation.Decoding;
import org.dashsweep.generation.DecodingBudget;
import org.dashsweep.generation.DecodingListener;
import org.dashsweep.model.CausalDecoder;
import org.dashsweep.train.DivergenceException;

/** Answers as the paper's protocol has them: the first one in the generated text. */
final class GeneratedAnswers implements Answering {
  private final CausalDecoder decoder;
  private final LoadedDecoder base;
  private final CommonsenseSettings settings;

  /** Takes the decoder over. */
  GeneratedAnswers(CausalDecoder decoder, LoadedDecoder base, CommonsenseSettings settings) {
    this.decoder = decoder;
    this.base = base;
    this.settings = settings;
  }

  @Override
  public List<Answer> answer(
      Questions questions, DecodingBudget budget, DecodingListener listener) {
    Decoding decoding = new Decoding(decoder, settings.decoding(base.endTokens()), budget);
    return decoding.decode(questions.prompts(), listener).stream()
        .map(continuation -> answer(questions, continuation))
        .toList();
  }

  private Answer answer(Questions questions, Continuation continuation) {
    if (!Float.isFinite(continuation.score())) {
      throw DivergenceException.ofOutputs();
    }
    String text = text(continuation.tokens());
    return new Answer(questions.set().extract(text).orElse(""), text, List.of());
  }

  private String text(List<Integer> tokens) {
    return base.tokenizer().decode(tokens.stream().mapToInt(Integer::intValue).toArray());
  }

  @Override
  public void close() {
    decoder.close();
  }
}
