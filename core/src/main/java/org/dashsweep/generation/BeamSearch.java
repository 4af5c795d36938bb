package org.dashsweep.generation;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import org.dashsweep.model.Branch;
import org.dashsweep.model.TopTokens;
import org.jspecify.annotations.Nullable;

/**
 * Beam search as {@code _beam_search} of Hugging Face's transformers 5 does it.
 *
 * <p>The candidates are all continuations of the open hypotheses by one token. The best {@link
 * DecodingSettings#candidates} of them are looked at. A candidate among the first {@code beams}
 * that ends, or reaches the longest length, is finished. The first {@code beams} candidates that do
 * not end stay open. The best {@code beams} finished hypotheses are kept, by their score.
 *
 * <p>The search ends when {@code beams} hypotheses are finished and the best open one is no better
 * ({@code early_stopping=False}). Its score, at its present length, is then not above the worst
 * finished score. The length penalty could still raise the score, so this is a heuristic, but part
 * of the protocol.
 *
 * <p>It also ends when the best finished hypothesis cannot be beaten any more, which changes no
 * result. Proof: the result is the finished hypothesis with the highest score, and only one with a
 * higher score ever replaces the best one so far. A hypothesis finished later goes on from an open
 * one, by tokens whose log-probabilities are not above 0. Its log-probability is therefore not
 * above l, the best open one's. Rounding does not lift it either: a rounded sum of l and a number
 * not above 0 is not above l. Its length n is between the next one and the longest, and l /
 * n^penalty is largest at one of the two. If that is not above the best finished score, no later
 * score is. (Beams that cannot win must not be closed one by one, as they keep others out.)
 *
 * <p>Transformers before 5 differs in two points. A finished hypothesis's length does not count its
 * end token. The open hypothesis compared may be one that ends.
 */
final class BeamSearch implements Search {
  /** The row of a token that ends a text: it is not read. */
  private static final int NO_ROW = -1;

  private final DecodingSettings settings;
  private final int promptTokens;
  private List<Hypothesis> open = List.of();
  private final List<Finished> finished = new ArrayList<>();
  private int count;
  private boolean ended;

  private record Finished(Hypothesis hypothesis, float score) {}

  private record Candidate(@Nullable Hypothesis before, int token, float logProbability) {
    Hypothesis at(int position, int row) {
      return new Hypothesis(
          new Branch(before == null ? null : before.last(), token, position, row), logProbability);
    }
  }

  BeamSearch(DecodingSettings settings, int promptTokens) {
    this.settings = settings;
    this.promptTokens = promptTokens;
  }

  @Override
  public List<Branch> open() {
    return ended ? List.of() : open.stream().map(Hypothesis::last).toList();
  }

  @Override
  public void advance(TopTokens top, int from) {
    List<Candidate> candidates = candidates(top, from);
    int position = promptTokens + count;
    count++;
    boolean last = count == settings.maximumNewTokens();
    List<Candidate> goingOn = new ArrayList<>();
    for (int rank = 0; rank < candidates.size(); rank++) {
      Candidate candidate = candidates.get(rank);
      if (last || settings.endTokens().contains(candidate.token)) {
        if (rank < settings.beams()) {
          finish(candidate.at(position, NO_ROW));
        }
      } else if (goingOn.size() < settings.beams()) {
        goingOn.add(candidate);
      }
    }
    BitSet seen = rowsBefore(goingOn);
    List<Hypothesis> next = new ArrayList<>();
    for (Candidate candidate : goingOn) {
      int row = seen.nextClearBit(promptTokens);
      seen.set(row);
      next.add(candidate.at(position, row));
    }
    open = List.copyOf(next);
    ended = last || !mayImprove() || !mayWin(open.get(0));
  }

  /**
   * Returns the rows that candidates go on from. All others behind the prompt are free: what only
   * closed hypotheses went on from is not seen again.
   */
  private static BitSet rowsBefore(List<Candidate> candidates) {
    BitSet rows = new BitSet();
    for (Candidate candidate : candidates) {
      Branch branch = candidate.before == null ? null : candidate.before.last();
      // What stands before a branch that was met already was met then.
      while (branch != null && !rows.get(branch.row())) {
        rows.set(branch.row());
        branch = branch.before();
      }
    }
    return rows;
  }

  /** The best continuations by one token, the best first. */
  private List<Candidate> candidates(TopTokens top, int from) {
    List<Candidate> candidates = new ArrayList<>();
    for (int i = 0; i < Math.max(1, open.size()); i++) {
      Hypothesis before = open.isEmpty() ? null : open.get(i);
      float sum = before == null ? 0 : before.logProbability();
      for (int rank = 0; rank < top.count(); rank++) {
        candidates.add(
            new Candidate(
                before, top.token(from + i, rank), sum + top.logProbability(from + i, rank)));
      }
    }
    // A stable sort: of equals the better hypothesis's comes first.
    candidates.sort(Comparator.comparingDouble(Candidate::logProbability).reversed());
    return candidates.subList(0, Math.min(settings.candidates(), candidates.size()));
  }

  private void finish(Hypothesis hypothesis) {
    finished.add(new Finished(hypothesis, settings.score(hypothesis.logProbability(), count)));
    finished.sort(Comparator.comparingDouble(Finished::score).reversed());
    if (finished.size() > settings.beams()) {
      finished.remove(finished.size() - 1);
    }
  }

  private boolean mayImprove() {
    if (finished.size() < settings.beams()) {
      return true;
    }
    float worst = finished.get(finished.size() - 1).score;
    return settings.score(open.get(0).logProbability(), count) > worst;
  }

  /**
   * Returns whether something that goes on from an open hypothesis may have the highest score of
   * all.
   */
  private boolean mayWin(Hypothesis hypothesis) {
    if (finished.isEmpty()) {
      return true;
    }
    float sum = hypothesis.logProbability();
    float next = settings.score(sum, count + 1);
    float longest = settings.score(sum, settings.maximumNewTokens());
    return Math.max(next, longest) > finished.get(0).score;
  }

  @Override
  public boolean ended() {
    return ended;
  }

  @Override
  public Continuation best() {
    if (!ended) {
      throw new IllegalStateException("The search has not ended yet");
    }
    Finished best = finished.get(0);
    return new Continuation(best.hypothesis.tokens(), best.score);
  }
}
