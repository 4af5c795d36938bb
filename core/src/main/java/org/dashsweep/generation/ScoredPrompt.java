package org.dashsweep.generation;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import org.dashsweep.model.Branch;
import org.dashsweep.model.ForkedSequence;
import org.dashsweep.model.PackedBatch;
import org.jspecify.annotations.Nullable;

/** A prompt's continuations and what is known of their probabilities so far. */
final class ScoredPrompt {
  private final PackedBatch.Sequence prompt;
  private final List<int[]> continuations;
  private final double[] sums;

  /**
   * Nothing is known yet.
   *
   * @param beginning of the prompt, which is not read here
   */
  ScoredPrompt(ForkedSequence prompt, SharedBeginning beginning) {
    this.prompt = beginning.rest(prompt);
    this.continuations = prompt.continuations();
    this.sums = new double[continuations.size()];
    for (int[] tokens : continuations) {
      if (tokens.length == 0) {
        throw new IllegalArgumentException("A continuation has no tokens");
      }
    }
  }

  /** Returns what is to be read of the prompt. */
  PackedBatch.Sequence prompt() {
    return prompt;
  }

  int promptTokens() {
    return prompt.tokenIds().length;
  }

  /** Returns rows of a cache's region for the prompt and what is read behind it. */
  int rows() {
    // The last tokens are not read: nothing comes after them.
    return promptTokens() + continuations.stream().mapToInt(tokens -> tokens.length - 1).sum();
  }

  /** Returns the tokens to read behind the prompt, one continuation after the other. */
  List<Branch> branches() {
    List<Branch> branches = new ArrayList<>();
    for (int[] tokens : continuations) {
      @Nullable Branch before = null;
      for (int i = 0; i < tokens.length - 1; i++) {
        before =
            new Branch(before, tokens[i], promptTokens() + i, promptTokens() + branches.size());
        branches.add(before);
      }
    }
    return branches;
  }

  /**
   * Looks for the tokens right behind the prompt.
   *
   * @param state that after the prompt
   */
  void seekFirst(ScoreRequests sought, int state) {
    for (int way = 0; way < sums.length; way++) {
      seek(sought, state, way, 0);
    }
  }

  /**
   * Looks for all other tokens.
   *
   * @param firstState that after the first of {@link #branches}
   */
  void seekOthers(ScoreRequests sought, int firstState) {
    int state = firstState;
    for (int way = 0; way < sums.length; way++) {
      for (int i = 1; i < continuations.get(way).length; i++) {
        seek(sought, state, way, i);
        state++;
      }
    }
  }

  private void seek(ScoreRequests sought, int state, int way, int index) {
    sought.add(state, continuations.get(way)[index], logProbability -> sums[way] += logProbability);
  }

  List<Float> logLikelihoods() {
    return DoubleStream.of(sums).mapToObj(sum -> (float) sum).toList();
  }
}
