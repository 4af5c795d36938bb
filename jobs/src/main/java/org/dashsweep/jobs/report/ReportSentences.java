package org.dashsweep.jobs.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dashsweep.adapter.MethodType;
import org.dashsweep.adapter.Methods;
import org.dashsweep.jobs.grouping.Grouping;
import org.dashsweep.jobs.grouping.ReportColumn;
import org.dashsweep.jobs.grouping.ReportedConfiguration;
import org.dashsweep.jobs.grouping.ReportedMethodStates;
import org.dashsweep.jobs.grouping.ReportedMetric;
import org.dashsweep.jobs.grouping.ReportedTrial;
import org.dashsweep.jobs.grouping.ReportedTrials;
import org.dashsweep.source.ModelSource;
import org.dashsweep.space.SearchSpace;
import org.dashsweep.trial.TrialStatus;

/**
 * The sentences that a report opens with: what the sweep came to, and what a reader must not miss.
 */
final class ReportSentences {
  /** Trials that a warning names. */
  private static final int NAMED = 10;

  private ReportSentences() {}

  private static long count(ReportedTrials sweep, TrialStatus status) {
    return sweep.rows().stream().filter(row -> row.status() == status).count();
  }

  /** Returns the number of trials, and their endings. */
  static String trials(ReportedTrials sweep) {
    long failed = count(sweep, TrialStatus.FAILED);
    long stopped = count(sweep, TrialStatus.STOPPED);
    return String.format(
        Locale.ROOT,
        "%d of %d finished trials succeeded%s",
        sweep.succeeded().size(),
        sweep.rows().size(),
        (stopped == 0 ? "" : "; " + stopped + " stopped early")
            + (failed == 0 ? "." : "; " + failed + " failed."));
  }

  /** The best mean of each column, and what it is worth. */
  static List<String> best(ReportedTrials sweep) {
    List<String> sentences = new ArrayList<>();
    for (ReportColumn column : sweep.columns()) {
      ReportedMetric metric = column.metric();
      Map<ReportedConfiguration, List<ReportedTrial>> groups = sweep.byConfiguration(column);
      int configurations = groups.size();
      Map.Entry<ReportedConfiguration, List<ReportedTrial>> best =
          groups.entrySet().stream()
              .reduce(
                  (a, b) ->
                      metric.isBetter(
                              SummaryTable.sample(b.getValue()).mean(),
                              SummaryTable.sample(a.getValue()).mean())
                          ? b
                          : a)
              .orElseThrow();
      ReportedMean mean = ReportedMean.of(best.getValue(), ReportedTrial::value);
      if (Double.isNaN(mean.sample().mean())) {
        sentences.add(
            String.format(
                Locale.ROOT,
                "%s: no configuration has a mean %s: it is undefined for a trial of each.",
                column.name(),
                metric.name()));
        continue;
      }
      int size = mean.sample().size();
      String seeds = size == 1 ? "one seed" : size + " seeds";
      sentences.add(
          String.format(
              Locale.ROOT,
              "%s: the best mean %s is %s, of %s (%s).",
              column.name(),
              metric.name(),
              ReportTable.decimal(mean.sample().mean(), SummaryTable.DECIMALS),
              best.getKey().label() + ties(groups, mean.sample().mean()),
              Stream.of(Stream.of(seeds), mean.marks().stream(), chosen(configurations))
                  .flatMap(part -> part)
                  .collect(Collectors.joining("; "))));
    }
    return sentences;
  }

  /** Names the number of other configurations whose mean is printed alike. */
  private static String ties(Map<ReportedConfiguration, List<ReportedTrial>> groups, double best) {
    String shown = ReportTable.decimal(best, SummaryTable.DECIMALS);
    long others =
        groups.values().stream()
                .map(each -> SummaryTable.sample(each).mean())
                .filter(mean -> ReportTable.decimal(mean, SummaryTable.DECIMALS).equals(shown))
                .count()
            - 1;
    return others < 1 ? "" : " and " + others + (others == 1 ? " other" : " others");
  }

  private static Stream<String> chosen(int configurations) {
    return configurations == 1
        ? Stream.empty()
        : Stream.of("the largest of " + configurations + " means on these rows, which flatters it");
  }

  /** A sentence on each thing that makes numbers doubtful. */
  static List<String> warnings(ReportedTrials sweep) {
    List<String> warnings = new ArrayList<>(ReportedBaselines.violations(sweep));
    Map<String, List<ReportColumn>> byTask =
        sweep.columns().stream()
            .filter(column -> !column.difference().isEmpty())
            .collect(Collectors.groupingBy(ReportColumn::task, TreeMap::new, Collectors.toList()));
    byTask.forEach(
        (task, columns) ->
            warnings.add(
                String.format(
                    Locale.ROOT,
                    "%s: trials were evaluated on different rows, which stand in columns of their own: %s.",
                    task,
                    columns.stream()
                        .map(ReportColumn::difference)
                        .distinct()
                        .collect(Collectors.joining("; ")))));
    if (sweep.grouping().axes().contains(Grouping.MODEL_CONTENT)
        || sweep.grouping().axes().contains(Grouping.DATA_CONTENT)) {
      warnings.add(
          "Trials with equal settings had models or training rows of different content; the tables"
              + " keep them apart by it.");
    }
    for (MethodType type : Methods.ALL) {
      if (type.beforeLaunch().isPresent()) {
        warnings.addAll(unlaunched(sweep, type, ReportedMethodStates.beforeLaunch(type.name())));
      }
    }
    warnings.addAll(Unmoved.sentences(sweep.succeeded()));
    return warnings;
  }

  /** A sentence on each model without a training, which comes before all that is found. */
  static List<String> random(ReportedTrials sweep) {
    return sweep.rows().stream()
        .map(row -> String.valueOf(row.parameter(SearchSpace.MODEL.name())))
        .distinct()
        .filter(ModelSource::isRandom)
        .map(model -> model + " has random weights: the numbers of this page mean nothing.")
        .toList();
  }

  /** The trials of a method that are not known to be its own. */
  private static List<String> unlaunched(ReportedTrials sweep, MethodType type, String state) {
    List<String> ids =
        sweep.succeeded().stream()
            .filter(trial -> trial.identity().method().equals(type.name() + state))
            .map(ReportedTrial::id)
            .toList();
    if (ids.isEmpty()) {
      return List.of();
    }
    return List.of(
        String.format(
            Locale.ROOT,
            "%d %s trials were evaluated%s and count as no %s result: %s.",
            ids.size(),
            type.title(),
            state,
            type.title(),
            ids.stream().limit(NAMED).collect(Collectors.joining(", "))
                + (ids.size() > NAMED ? ", …" : "")));
  }
}
