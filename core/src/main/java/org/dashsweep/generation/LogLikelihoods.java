package org.dashsweep.generation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.dashsweep.model.Branch;
import org.dashsweep.model.CausalDecoder;
import org.dashsweep.model.ForkedSequence;
import org.dashsweep.tensor.TensorScope;

/**
 * The log-likelihoods of given continuations of prompts, in nats. A continuation's is the sum of
 * its tokens' log-probabilities behind its prompt.
 *
 * <p>A prompt is read once, and all its continuations go on from the model's cache of it. What all
 * prompts begin with is read once for all of them, where it is long enough to pay. Many prompts are
 * read together, which changes results only by the rounding of products of other shapes.
 */
public final class LogLikelihoods {
  private final CausalDecoder decoder;
  private final DecodingBudget budget;

  /**
   * Makes a way to compute them.
   *
   * @param decoder is not closed here
   */
  public LogLikelihoods(CausalDecoder decoder, DecodingBudget budget) {
    this.decoder = decoder;
    this.budget = budget;
  }

  /**
   * Returns the log-likelihoods of each prompt's continuations, in their order.
   *
   * @param prompts none of them empty
   * @throws IllegalArgumentException if a continuation is empty
   */
  public List<List<Float>> of(List<? extends ForkedSequence> prompts, DecodingListener listener) {
    try (SharedBeginning beginning = new SharedBeginning(decoder, budget, prompts)) {
      List<ScoredPrompt> forks =
          prompts.stream().map(prompt -> new ScoredPrompt(prompt, beginning)).toList();
      score(forks, beginning, listener);
      return forks.stream().map(ScoredPrompt::logLikelihoods).toList();
    }
  }

  private void score(
      List<ScoredPrompt> forks, SharedBeginning beginning, DecodingListener listener) {
    int[] order = LargestFirst.order(forks.stream().mapToInt(ScoredPrompt::rows).toArray());
    int from = 0;
    while (from < order.length) {
      int rows = forks.get(order[from]).rows();
      int to = Math.min(order.length, from + budget.regions(rows));
      List<ScoredPrompt> together = Arrays.stream(order, from, to).mapToObj(forks::get).toList();
      try (CausalDecoder.Cache cache = beginning.open(together.size(), rows)) {
        read(together, cache);
        goOn(together, cache);
      }
      listener.progress(to, order.length);
      from = to;
    }
  }

  /** Reads the prompts, as many together as the budget allows, and looks for the first tokens. */
  private void read(List<ScoredPrompt> forks, CausalDecoder.Cache cache) {
    int from = 0;
    while (from < forks.size()) {
      int to = from + 1;
      int tokens = forks.get(from).promptTokens();
      while (to < forks.size() && tokens + forks.get(to).promptTokens() <= budget.readTokens()) {
        tokens += forks.get(to).promptTokens();
        to++;
      }
      int first = from;
      int[] regions = new int[to - from];
      Arrays.setAll(regions, i -> first + i);
      ScoreRequests sought = new ScoreRequests();
      for (int i = from; i < to; i++) {
        forks.get(i).seekFirst(sought, i - from);
      }
      try (TensorScope work = TensorScope.open(decoder.device())) {
        sought.find(
            decoder,
            cache.read(
                work,
                forks.subList(from, to).stream().map(ScoredPrompt::prompt).toList(),
                regions));
      }
      from = to;
    }
  }

  /** Reads all tokens of the continuations that others follow, and looks for those. */
  private void goOn(List<ScoredPrompt> forks, CausalDecoder.Cache cache) {
    List<List<Branch>> branches = new ArrayList<>();
    ScoreRequests sought = new ScoreRequests();
    int state = 0;
    for (ScoredPrompt fork : forks) {
      List<Branch> read = fork.branches();
      branches.add(read);
      fork.seekOthers(sought, state);
      state += read.size();
    }
    if (state > 0) {
      try (TensorScope work = TensorScope.open(decoder.device())) {
        sought.find(decoder, cache.goOn(work, branches));
      }
    }
  }
}
