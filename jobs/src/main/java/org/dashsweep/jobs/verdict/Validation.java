package org.dashsweep.jobs.verdict;

import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.dashsweep.data.LabelledData;
import org.dashsweep.evaluation.Metrics;
import org.dashsweep.jobs.grouping.ReportedTrial;
import org.dashsweep.jobs.grouping.ReportedTrials;
import org.dashsweep.jobs.tables.Tables;
import org.dashsweep.trial.TrialResult;
import org.jspecify.annotations.Nullable;

/**
 * Evaluations of trials on training rows that were held out, in the state that a trial is judged
 * by.
 */
final class Validation {
  private final Map<String, Map<String, Double>> byTrial = new HashMap<>();

  static Validation read(ReportedTrials trials) throws IOException {
    Map<String, Integer> steps =
        trials.succeeded().stream()
            .collect(
                Collectors.toMap(
                    ReportedTrial::id, trial -> trial.measured().evaluated().step(), (a, b) -> a));
    Validation validation = new Validation();
    trials
        .snapshot()
        .forEach(
            Tables.EVALUATIONS,
            steps.keySet(),
            row -> {
              TrialResult.Evaluation entry = row.entry();
              if (entry.split().equals(LabelledData.VALIDATION)
                  && Objects.equals(steps.get(row.trialId()), entry.step())) {
                validation
                    .byTrial
                    .computeIfAbsent(row.trialId(), id -> new HashMap<>())
                    .put(entry.metric(), entry.value());
              }
            });
    return validation;
  }

  /**
   * Returns the metric that rates can be chosen by: the one that counts, or else the loss; null if
   * a value has neither.
   */
  @Nullable String metric(Collection<List<Measured>> rates) {
    List<Measured> all = rates.stream().flatMap(List::stream).toList();
    String counting = all.get(0).column().metric().name();
    return List.of(counting, Metrics.LOSS).stream()
        .filter(metric -> all.stream().allMatch(each -> values(each).containsKey(metric)))
        .findFirst()
        .orElse(null);
  }

  /** Returns a metric of held-out rows; NaN if it was not measured. */
  double value(Measured each, String metric) {
    return Objects.requireNonNullElse(values(each).get(metric), Double.NaN);
  }

  private Map<String, Double> values(Measured each) {
    return each.trialIds().size() == 1
        ? byTrial.getOrDefault(each.trialIds().get(0), Map.of())
        : Map.of();
  }
}
