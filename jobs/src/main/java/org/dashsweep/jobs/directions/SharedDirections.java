package org.dashsweep.jobs.directions;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dashsweep.directions.Comparison;
import org.dashsweep.trial.TrialResult.ChangeRate;

/**
 * The directions in the top 8 of each two trials after their last updates, in the mean over the
 * matrices that both changed.
 *
 * @param labels of the trials
 * @param ids of the trials, in the same order
 * @param shared a row and a column for each trial, in the same order; NaN where two trials have no
 *     matrix in common or are of different models
 */
public record SharedDirections(List<String> labels, List<String> ids, List<List<Double>> shared) {
  public SharedDirections {
    labels = List.copyOf(labels);
    ids = List.copyOf(ids);
    shared = List.copyOf(shared);
  }

  static SharedDirections of(List<RecordedTrial> trials) {
    List<RecordedTrial> sorted =
        trials.stream()
            .sorted(
                Comparator.comparing((RecordedTrial trial) -> trial.subject().model())
                    .thenComparing(RecordedTrial::label)
                    .thenComparing(RecordedTrial::id))
            .toList();
    List<Map<RecordedTrial.Matrix, ChangeRate>> last =
        sorted.stream().map(trial -> trial.at(trial.lastStep())).toList();
    List<List<Double>> rows = new ArrayList<>();
    for (int i = 0; i < sorted.size(); i++) {
      List<Double> row = new ArrayList<>();
      for (int j = 0; j < sorted.size(); j++) {
        boolean comparable =
            sorted.get(i).row().modelFingerprint().equals(sorted.get(j).row().modelFingerprint());
        row.add(comparable ? shared(last.get(i), last.get(j)) : Double.NaN);
      }
      rows.add(List.copyOf(row));
    }
    return new SharedDirections(
        sorted.stream().map(RecordedTrial::label).toList(),
        sorted.stream().map(RecordedTrial::id).toList(),
        rows);
  }

  private static double shared(
      Map<RecordedTrial.Matrix, ChangeRate> one, Map<RecordedTrial.Matrix, ChangeRate> other) {
    return one.entrySet().stream()
        .flatMap(
            entry ->
                Optional.ofNullable(other.get(entry.getKey())).stream()
                    .map(found -> overlap(entry.getValue(), found)))
        .mapToInt(Integer::intValue)
        .average()
        .orElse(Double.NaN);
  }

  private static int overlap(ChangeRate one, ChangeRate other) {
    return Comparison.overlap(one.topIndex(), other.topIndex());
  }
}
