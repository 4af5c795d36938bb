package org.dashsweep.generation;

import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.dashsweep.model.Branch;
import org.dashsweep.model.TopTokens;

/**
 * Log-probabilities of a next token that depend on all tokens before it and on a seed.
 *
 * @param vocabulary number of tokens
 * @param sharpness how far apart they are
 */
record RandomLanguage(int vocabulary, double sharpness, long seed) {
  float[] logProbabilities(List<Integer> before) {
    Random random = new Random(31 * seed + before.hashCode());
    double[] logits = random.doubles(vocabulary).map(x -> sharpness * x).toArray();
    double total = IntStream.range(0, vocabulary).mapToDouble(i -> Math.exp(logits[i])).sum();
    float[] values = new float[vocabulary];
    for (int i = 0; i < vocabulary; i++) {
      values[i] = (float) (logits[i] - Math.log(total));
    }
    return values;
  }

  /** Searches to the end, giving the search what a model would. */
  Continuation search(DecodingSettings settings, int promptTokens) {
    Search search = settings.search(promptTokens);
    while (!search.ended()) {
      advance(search, settings);
    }
    return search.best();
  }

  /** Lets a search go on by a token. */
  void advance(Search search, DecodingSettings settings) {
    List<List<Integer>> texts = search.open().stream().map(Branch::tokens).toList();
    search.advance(top(texts.isEmpty() ? List.of(List.of()) : texts, settings.candidates()), 0);
  }

  private TopTokens top(List<List<Integer>> texts, int count) {
    float[] values = new float[texts.size() * count];
    long[] tokens = new long[values.length];
    for (int text = 0; text < texts.size(); text++) {
      float[] all = logProbabilities(texts.get(text));
      List<Integer> order =
          IntStream.range(0, vocabulary)
              .boxed()
              .sorted(Comparator.comparingDouble((Integer i) -> all[i]).reversed())
              .toList();
      for (int rank = 0; rank < count; rank++) {
        tokens[text * count + rank] = order.get(rank);
        values[text * count + rank] = all[order.get(rank)];
      }
    }
    return new TopTokens(values, tokens, count);
  }
}
