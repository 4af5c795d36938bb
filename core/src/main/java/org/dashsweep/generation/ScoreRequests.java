package org.dashsweep.generation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleConsumer;
import org.dashsweep.model.CausalDecoder;
import org.dashsweep.tensor.Tensor;

/** The tokens whose probabilities are to be found together, with the consumer of each. */
final class ScoreRequests {
  private final List<Token> tokens = new ArrayList<>();

  private record Token(int state, int token, DoubleConsumer found) {}

  /**
   * Adds a token.
   *
   * @param state index of the state after which it may come
   * @param found hears its log-probability
   */
  void add(int state, int token, DoubleConsumer found) {
    tokens.add(new Token(state, token, found));
  }

  /** Finds all probabilities. */
  void find(CausalDecoder decoder, Tensor states) {
    float[] logProbabilities =
        decoder.logProbabilities(
            states,
            tokens.stream().mapToInt(Token::state).toArray(),
            tokens.stream().mapToInt(Token::token).toArray());
    for (int i = 0; i < logProbabilities.length; i++) {
      tokens.get(i).found.accept(logProbabilities[i]);
    }
  }
}
