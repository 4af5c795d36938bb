package org.dashsweep.generation;

import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;
import org.dashsweep.model.Branch;
import org.dashsweep.model.CausalDecoder;
import org.dashsweep.model.PackedBatch;
import org.dashsweep.model.TopTokens;
import org.dashsweep.tensor.TensorScope;

/** The searches that share a cache, one in each of its first regions. */
final class DecodingBatch {
  /**
   * Divisor of a batch's slots: prompts are read into it together when 1/8 of the slots are free.
   */
  private static final int SHARE_OF_FREE_PLACES = 8;

  private final CausalDecoder decoder;
  private final DecodingSettings settings;
  private final DecodingBudget budget;
  private final int regions;
  private final CausalDecoder.Cache cache;
  private final List<Running> running = new ArrayList<>();

  /** The search of a region. */
  private record Running(int index, int promptTokens, Search search) {}

  /** A prompt that is to be read into a region. */
  private record Arrival(int region, PackedBatch.Sequence prompt) {
    int tokens() {
      return prompt.tokenIds().length;
    }
  }

  /**
   * A batch without searches.
   *
   * @param regions most searches at once
   * @param cache of that many regions, each for the longest prompt and its branches; empty
   */
  DecodingBatch(
      CausalDecoder decoder,
      DecodingSettings settings,
      DecodingBudget budget,
      int regions,
      CausalDecoder.Cache cache) {
    this.decoder = decoder;
    this.settings = settings;
    this.budget = budget;
    this.regions = regions;
    this.cache = cache;
  }

  /** Searches for the continuations of prompts. */
  void decode(Deque<Decoding.Waiting> waiting, Decoding.Progress progress) {
    while (!waiting.isEmpty() || !running.isEmpty()) {
      read(replaceEnded(waiting));
      goOn();
      for (Running one : running) {
        if (one.search.ended()) {
          progress.found(one.index, one.search.best());
        }
      }
      progress.tell();
    }
  }

  /**
   * Lets waiting prompts take the slots of ended searches and the free ones, if there are enough to
   * read several prompts together. Otherwise the last searches take the ended ones' slots.
   */
  private List<Arrival> replaceEnded(Deque<Decoding.Waiting> waiting) {
    // The last first: those are closed, and all behind a closed one goes on.
    List<Integer> gaps =
        IntStream.iterate(running.size() - 1, region -> region >= 0, region -> region - 1)
            .filter(region -> running.get(region).search.ended())
            .boxed()
            .toList();
    int free = regions - running.size() + gaps.size();
    int admitted = SHARE_OF_FREE_PLACES * free >= regions ? Math.min(free, waiting.size()) : 0;
    int closed = Math.max(0, gaps.size() - admitted);
    for (int gap : gaps.subList(0, closed)) {
      Running last = running.remove(running.size() - 1);
      if (gap < running.size()) {
        cache.copy(running.size(), gap, settings.rows(last.promptTokens));
        running.set(gap, last);
      }
    }
    List<Arrival> arrivals = new ArrayList<>();
    for (int gap : gaps.subList(closed, gaps.size())) {
      arrivals.add(arrive(waiting.remove(), gap));
    }
    while (arrivals.size() < admitted) {
      arrivals.add(arrive(waiting.remove(), running.size()));
    }
    return arrivals;
  }

  private Arrival arrive(Decoding.Waiting next, int region) {
    int promptTokens = next.prompt().tokenIds().length;
    Running search = new Running(next.index(), promptTokens, settings.search(promptTokens));
    if (region < running.size()) {
      running.set(region, search);
    } else {
      running.add(search);
    }
    return new Arrival(region, next.prompt());
  }

  /** Reads prompts, as many together as the budget allows. */
  private void read(List<Arrival> arrivals) {
    int from = 0;
    while (from < arrivals.size()) {
      int to = from + 1;
      int tokens = arrivals.get(from).tokens();
      while (to < arrivals.size() && tokens + arrivals.get(to).tokens() <= budget.readTokens()) {
        tokens += arrivals.get(to).tokens();
        to++;
      }
      readTogether(arrivals.subList(from, to));
      from = to;
    }
  }

  private void readTogether(List<Arrival> arrivals) {
    try (TensorScope work = TensorScope.open(decoder.device())) {
      int[] places = arrivals.stream().mapToInt(Arrival::region).toArray();
      TopTokens top =
          decoder.mostProbable(
              cache.read(work, arrivals.stream().map(Arrival::prompt).toList(), places),
              settings.candidates());
      for (int i = 0; i < places.length; i++) {
        running.get(places[i]).search.advance(top, i);
      }
    }
  }

  /** Lets all searches go on by a token. */
  private void goOn() {
    List<List<Branch>> branches = running.stream().map(one -> one.search.open()).toList();
    if (branches.stream().allMatch(List::isEmpty)) {
      return;
    }
    try (TensorScope work = TensorScope.open(decoder.device())) {
      TopTokens top = decoder.mostProbable(cache.goOn(work, branches), settings.candidates());
      int from = 0;
      for (Running one : running) {
        int open = one.search.open().size();
        if (open > 0) {
          one.search.advance(top, from);
        }
        from += open;
      }
    }
  }
}
