package org.dashsweep.generation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Beam search for one prompt in the steps and with the numbers of transformers 5.18 ({@code
 * GenerationMixin._beam_search}): the whole vocabulary of every beam, places that are filled with
 * -1e9, masks instead of cases.
 */
final class TransformersBeamSearch {
  private static final float NOTHING = -1e9f;

  private final RandomLanguage language;
  private final DecodingSettings settings;
  private int steps;

  private record Beam(List<Integer> tokens, float score, boolean finished) {
    Beam plus(float change) {
      return new Beam(tokens, score + change, finished);
    }
  }

  TransformersBeamSearch(RandomLanguage language, DecodingSettings settings) {
    this.language = language;
    this.settings = settings;
  }

  /** Tokens by which the search went on. */
  int steps() {
    return steps;
  }

  Continuation search() {
    int beams = settings.beams();
    List<Beam> running = new ArrayList<>();
    List<Beam> sequences = new ArrayList<>();
    for (int i = 0; i < beams; i++) {
      running.add(new Beam(List.of(), i == 0 ? 0 : NOTHING, false));
      sequences.add(new Beam(List.of(), NOTHING, false));
    }
    int length = 0;
    boolean unsatisfied = true;
    boolean goesOn = true;
    while (goesOn) {
      List<Beam> top = best(continued(running), settings.candidates());
      length++;
      List<Boolean> hits = new ArrayList<>();
      for (Beam beam : top) {
        int token = beam.tokens.get(beam.tokens.size() - 1);
        hits.add(settings.endTokens().contains(token) || length == settings.maximumNewTokens());
      }
      List<Beam> open = new ArrayList<>();
      List<Beam> merged = new ArrayList<>(sequences);
      for (int i = 0; i < top.size(); i++) {
        open.add(top.get(i).plus(hits.get(i) ? NOTHING : 0));
        boolean finished = hits.get(i) && i < beams;
        float score = top.get(i).score / (float) Math.pow(length, settings.lengthPenalty());
        score += unsatisfied ? 0 : NOTHING;
        score += finished ? 0 : NOTHING;
        merged.add(new Beam(top.get(i).tokens, score, finished));
      }
      running = best(open, beams);
      sequences = best(merged, beams);
      unsatisfied = unsatisfied && mayImprove(running.get(0), sequences, length);
      goesOn = unsatisfied && hits.contains(false);
    }
    steps = length;
    return new Continuation(sequences.get(0).tokens, sequences.get(0).score);
  }

  private boolean mayImprove(Beam first, List<Beam> sequences, int length) {
    float possible = first.score / (float) Math.pow(length, settings.lengthPenalty());
    float smallest = (float) sequences.stream().mapToDouble(Beam::score).min().orElseThrow();
    return sequences.stream().anyMatch(beam -> possible > (beam.finished ? smallest : NOTHING));
  }

  private List<Beam> continued(List<Beam> running) {
    List<Beam> all = new ArrayList<>();
    for (Beam beam : running) {
      float[] next = language.logProbabilities(beam.tokens);
      for (int token = 0; token < next.length; token++) {
        List<Integer> tokens = new ArrayList<>(beam.tokens);
        tokens.add(token);
        all.add(new Beam(List.copyOf(tokens), next[token] + beam.score, false));
      }
    }
    return all;
  }

  private static List<Beam> best(List<Beam> beams, int count) {
    return beams.stream()
        .sorted(Comparator.comparingDouble(Beam::score).reversed())
        .limit(count)
        .toList();
  }
}
