package org.dashsweep.jobs.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether training did anything: a head alone should beat the constant answer, and an adapter
 * should beat the head alone. A sweep where it does not has a fault, not a result.
 */
final class Floors {
  private Floors() {}

  /** A sentence for each configuration that does not clear its floor; none if all do. */
  static List<String> violations(Sweep sweep) {
    List<String> sentences = new ArrayList<>();
    for (String task : sweep.tasks()) {
      Metric metric = sweep.metric(task);
      Map<Configuration, List<SucceededTrial>> groups = sweep.byConfiguration(task);
      Optional<Double> head =
          groups.entrySet().stream()
              .filter(entry -> entry.getKey().method().equals(Sweep.FLOOR))
              .map(entry -> SummaryTable.sample(entry.getValue()).mean())
              .reduce((a, b) -> metric.isBetter(a, b) ? a : b);
      Optional<Double> constant = SummaryTable.floor(sweep, task);
      groups.forEach(
          (configuration, trials) -> {
            boolean isHead = configuration.method().equals(Sweep.FLOOR);
            Optional<Double> floor = isHead || head.isEmpty() ? constant : head;
            double mean = SummaryTable.sample(trials).mean();
            if (floor.isPresent() && !metric.isBetter(mean, floor.get())) {
              sentences.add(
                  "%s: %s reaches %s, not better than %s at %s."
                      .formatted(
                          task,
                          configuration.label(),
                          ReportTable.decimal(mean, SummaryTable.DECIMALS),
                          isHead || head.isEmpty() ? "a constant answer" : Sweep.FLOOR,
                          ReportTable.decimal(floor.get(), SummaryTable.DECIMALS)));
            }
          });
    }
    return sentences;
  }
}
