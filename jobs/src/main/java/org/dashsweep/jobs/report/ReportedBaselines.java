package org.dashsweep.jobs.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.dashsweep.jobs.grouping.ReportColumn;
import org.dashsweep.jobs.grouping.ReportedConfiguration;
import org.dashsweep.jobs.grouping.ReportedMethodStates;
import org.dashsweep.jobs.grouping.ReportedMetric;
import org.dashsweep.jobs.grouping.ReportedTrial;
import org.dashsweep.jobs.grouping.ReportedTrials;
import org.dashsweep.jobs.report.ReportTable.Cell;

/**
 * Checks that training had an effect: a head alone should beat the constant answer, and an adapter
 * should beat the head alone, or the untuned model. A sweep where it does not has a fault, not a
 * result.
 */
final class ReportedBaselines {
  private ReportedBaselines() {}

  /** A sentence for each configuration that does not clear its floor; none if all do. */
  static List<String> violations(ReportedTrials sweep) {
    List<String> sentences = new ArrayList<>();
    for (ReportColumn column : sweep.columns()) {
      ReportedMetric metric = column.metric();
      Map<ReportedConfiguration, List<ReportedTrial>> groups = sweep.byConfiguration(column);
      Optional<Map.Entry<ReportedConfiguration, Double>> base =
          groups.entrySet().stream()
              .filter(entry -> isBase(entry.getKey().method()))
              .map(entry -> Map.entry(entry.getKey(), SummaryTable.sample(entry.getValue()).mean()))
              .reduce((a, b) -> metric.isBetter(a.getValue(), b.getValue()) ? a : b);
      groups.forEach(
          (configuration, trials) -> {
            boolean isBase = isBase(configuration.method());
            Optional<Double> constant =
                SummaryTable.floors(trials).stream()
                    .reduce((a, b) -> metric.isBetter(a, b) ? a : b);
            Optional<Double> floor =
                isBase || base.isEmpty() ? constant : base.map(Map.Entry::getValue);
            ReportedMean mean = ReportedMean.of(trials, ReportedTrial::value);
            if (floor.isPresent() && !metric.isBetter(mean.sample().mean(), floor.get())) {
              sentences.add(
                  String.format(
                      Locale.ROOT,
                      "%s: %s reaches %s, not better than %s at %s.",
                      column.name(),
                      configuration.label(),
                      Cell.ofMeanAlone(mean, SummaryTable.DECIMALS).text(),
                      isBase || base.isEmpty()
                          ? "a constant answer"
                          : ReportedMethodStates.shown(base.get().getKey().method()),
                      ReportTable.decimal(floor.get(), SummaryTable.DECIMALS)));
            }
          });
    }
    return sentences;
  }

  /** Tells whether adapters have to beat a method. */
  private static boolean isBase(String method) {
    return ReportedMethodStates.trainsHeadAlone(method) || !ReportedMethodStates.trains(method);
  }
}
