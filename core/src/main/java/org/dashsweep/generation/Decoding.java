package org.dashsweep.generation;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.dashsweep.model.CausalDecoder;
import org.dashsweep.model.PackedBatch;

/**
 * Searches for the continuations of any number of prompts, many at once.
 *
 * <p>What all prompts begin with is read once, where it is long enough to pay; then only the rest
 * of each prompt is read behind it. The longest prompts come first. When a search ends, a waiting
 * prompt takes its place, so that the batch stays full until the last prompts. Searches do not
 * depend on each other: decoding other prompts together changes results only by the rounding of
 * products of other shapes.
 */
public final class Decoding {
  private final CausalDecoder decoder;
  private final DecodingSettings settings;
  private final DecodingBudget budget;

  /**
   * Makes a way to decode.
   *
   * @param decoder is not closed here
   * @throws IllegalArgumentException if the vocabulary is too small for that many beams
   */
  public Decoding(CausalDecoder decoder, DecodingSettings settings, DecodingBudget budget) {
    if (decoder.vocabularySize() < settings.candidates()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%d beams and %d end tokens need a vocabulary of at least %d tokens: %d",
              settings.beams(),
              settings.endTokens().size(),
              settings.candidates(),
              decoder.vocabularySize()));
    }
    this.decoder = decoder;
    this.settings = settings;
    this.budget = budget;
  }

  /**
   * Returns the continuations of prompts, in their order.
   *
   * @param prompts none of them empty
   */
  public List<Continuation> decode(
      List<? extends PackedBatch.Sequence> prompts, DecodingListener listener) {
    Progress progress = new Progress(prompts.size(), listener);
    try (SharedBeginning beginning = new SharedBeginning(decoder, budget, prompts)) {
      decode(prompts.stream().map(beginning::rest).toList(), beginning, progress);
    }
    return progress.results();
  }

  private void decode(
      List<PackedBatch.Sequence> prompts, SharedBeginning beginning, Progress progress) {
    int[] lengths = prompts.stream().mapToInt(prompt -> prompt.tokenIds().length).toArray();
    int[] order = LargestFirst.order(lengths);
    int from = 0;
    while (from < order.length) {
      int rows = settings.rows(lengths[order[from]]);
      int regions = budget.regions(rows);
      int to = from;
      // Much shorter prompts get a cache of their own, which holds more of them.
      while (to < order.length
          && (to - from < regions || 4 * settings.rows(lengths[order[to]]) > 3 * rows)) {
        to++;
      }
      Deque<Waiting> waiting = new ArrayDeque<>();
      Arrays.stream(order, from, to).forEach(i -> waiting.add(new Waiting(i, prompts.get(i))));
      try (CausalDecoder.Cache cache = beginning.open(Math.min(regions, to - from), rows)) {
        new DecodingBatch(decoder, settings, budget, Math.min(regions, to - from), cache)
            .decode(waiting, progress);
      }
      from = to;
    }
  }

  /** A prompt whose search has not begun. */
  record Waiting(int index, PackedBatch.Sequence prompt) {}

  /** The results found so far. */
  static final class Progress {
    private final DecodingListener listener;
    private final Map<Integer, Continuation> results = new TreeMap<>();
    private final int prompts;

    Progress(int prompts, DecodingListener listener) {
      this.prompts = prompts;
      this.listener = listener;
    }

    void found(int index, Continuation continuation) {
      results.put(index, continuation);
    }

    void tell() {
      listener.progress(results.size(), prompts);
    }

    List<Continuation> results() {
      return List.copyOf(results.values());
    }
  }
}
