package org.dashsweep.jobs.directions;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.dashsweep.directions.Comparison;
import org.dashsweep.directions.RandomChoice;
import org.dashsweep.trial.TrialResult.ChangeRate;

/** Overlaps of pairs of trials, after the last update of each. */
final class Overlaps {
  private static final List<String> OF_A_TASK =
      List.of(
          "task", "subject", "train-set", "data-sets", "train-rows", "validation-share", "data");

  private Overlaps() {}

  private record Key(String model, String tasks, String method, String rank)
      implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      return toString().compareTo(other.toString());
    }
  }

  private record Sum(int pairs, int matrices, double shared, double random) {
    static final Sum NOTHING = new Sum(0, 0, 0, 0);

    Sum plus(RecordedTrial one, RecordedTrial other) {
      Map<RecordedTrial.Matrix, ChangeRate> others = other.at(other.lastStep());
      int more = 0;
      double sharedHere = 0;
      double randomHere = 0;
      for (Map.Entry<RecordedTrial.Matrix, ChangeRate> own : one.at(one.lastStep()).entrySet()) {
        ChangeRate found = others.get(own.getKey());
        if (found != null) {
          more++;
          sharedHere += Comparison.overlap(own.getValue().topIndex(), found.topIndex());
          randomHere += new RandomChoice(found.directions()).overlap();
        }
      }
      return new Sum(pairs + 1, matrices + more, shared + sharedHere, random + randomHere);
    }
  }

  static List<Overlap> betweenSeeds(List<RecordedTrial> trials) {
    Map<Key, Sum> sums = new TreeMap<>();
    forEachPair(
        trials,
        (one, other) -> {
          if (one.subject().equals(other.subject())
              && !one.seed().equals(other.seed())
              && one.parametersWithout(List.of()).equals(other.parametersWithout(List.of()))) {
            add(sums, one, other, one.subject().task());
          }
        });
    return overlaps(sums);
  }

  static List<Overlap> betweenTasks(List<RecordedTrial> trials) {
    Map<Key, Sum> sums = new TreeMap<>();
    forEachPair(
        trials,
        (one, other) -> {
          if (!one.subject().task().equals(other.subject().task())
              && one.row().modelFingerprint().equals(other.row().modelFingerprint())
              && one.parametersWithout(OF_A_TASK).equals(other.parametersWithout(OF_A_TASK))) {
            boolean inOrder = one.subject().task().compareTo(other.subject().task()) < 0;
            RecordedTrial first = inOrder ? one : other;
            RecordedTrial second = inOrder ? other : one;
            String tasks = first.subject().task() + " and " + second.subject().task();
            add(sums, first, second, tasks);
          }
        });
    return overlaps(sums);
  }

  private interface Pairs {
    void accept(RecordedTrial one, RecordedTrial other);
  }

  private static void forEachPair(List<RecordedTrial> trials, Pairs pairs) {
    for (int i = 0; i < trials.size(); i++) {
      for (int j = i + 1; j < trials.size(); j++) {
        pairs.accept(trials.get(i), trials.get(j));
      }
    }
  }

  private static void add(
      Map<Key, Sum> sums, RecordedTrial one, RecordedTrial other, String tasks) {
    Key key = new Key(one.subject().model(), tasks, one.method(), one.rank());
    sums.put(key, sums.getOrDefault(key, Sum.NOTHING).plus(one, other));
  }

  private static List<Overlap> overlaps(Map<Key, Sum> sums) {
    List<Overlap> overlaps = new ArrayList<>();
    sums.forEach(
        (key, sum) -> {
          if (sum.matrices() > 0) {
            overlaps.add(
                new Overlap(
                    key.model(),
                    key.tasks(),
                    key.method(),
                    key.rank(),
                    sum.pairs(),
                    sum.shared() / sum.matrices(),
                    sum.random() / sum.matrices()));
          }
        });
    return overlaps;
  }
}
