package org.dashsweep.jobs.report;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.dashsweep.adapter.MethodType;
import org.dashsweep.adapter.Methods;
import org.dashsweep.jobs.grouping.ReportColumn;
import org.dashsweep.jobs.grouping.ReportedConfiguration;
import org.dashsweep.jobs.grouping.ReportedMetric;
import org.dashsweep.jobs.grouping.ReportedTrial;
import org.dashsweep.jobs.grouping.ReportedTrials;

/**
 * Training loss against update, and its difference from the baseline method, which tells apart
 * curves that coincide.
 */
final class LearningCurves {
  private static final int READABLE_LINES = 12;

  private final ReportedTrials sweep;
  private final TrialCurves curves;

  private LearningCurves(ReportedTrials sweep, TrialCurves curves) {
    this.sweep = sweep;
    this.curves = curves;
  }

  static Section section(ReportedTrials sweep, TrialCurves curves) {
    LearningCurves drawn = new LearningCurves(sweep, curves);
    List<Figure> figures = drawn.figures();
    Section section = Section.of("curves", "Learning curves").drawing(figures);
    return figures.isEmpty()
        ? section
        : section.saying(
            List.of(
                "Training loss of each update's batch, mean over seeds, smoothed over a twentieth"
                    + " of the run. Where more than twelve configurations were tried, the one of"
                    + " each method and rank with the best mean on the reported rows is shown."));
  }

  private List<Figure> figures() {
    List<Chart> losses = new ArrayList<>();
    List<Chart> differences = new ArrayList<>();
    List<Figure> multiples = new ArrayList<>();
    for (ReportColumn column : sweep.columns()) {
      SortedMap<ReportedConfiguration, List<ReportedTrial>> shown =
          readable(sweep.byConfiguration(column), column.metric());
      Map<ReportedConfiguration, Chart.Series> lines = new LinkedHashMap<>();
      shown.forEach(
          (configuration, trials) ->
              series(configuration, trials).ifPresent(line -> lines.put(configuration, line)));
      if (lines.isEmpty()) {
        continue;
      }
      if (lines.size() > READABLE_LINES) {
        multiples.addAll(multiples(column, lines, multiples.size()));
      } else {
        losses.add(chart("curve-" + losses.size(), column.name(), "training loss", lines.values()));
      }
      List<Chart.Series> apart = differences(lines);
      if (!apart.isEmpty()) {
        differences.add(
            chart(
                "curve-difference-" + differences.size(),
                column.name(),
                "training loss minus that of the baseline",
                apart));
      }
    }
    List<Figure> figures = new ArrayList<>();
    figures.addAll(Figure.of("Training loss", "", losses));
    figures.addAll(multiples);
    figures.addAll(
        Figure.of(
            "Training loss, difference from the baseline",
            "Each line minus that of the method it is compared with, at the same rank and settings:"
                + " a method that learns like its baseline stays at zero.",
            differences));
    return figures;
  }

  /** A chart for each method, with its baseline and on one scale. */
  private static List<Figure> multiples(
      ReportColumn column, Map<ReportedConfiguration, Chart.Series> lines, int number) {
    Map<String, List<ReportedConfiguration>> byMethod = new LinkedHashMap<>();
    lines
        .keySet()
        .forEach(
            key -> byMethod.computeIfAbsent(key.method(), method -> new ArrayList<>()).add(key));
    double high =
        lines.values().stream()
            .flatMap(line -> line.points().stream())
            .mapToDouble(point -> point[1])
            .filter(Double::isFinite)
            .max()
            .orElse(1);
    double low =
        lines.values().stream()
            .flatMap(line -> line.points().stream())
            .mapToDouble(point -> point[1])
            .filter(Double::isFinite)
            .min()
            .orElse(0);
    List<Chart> panels = new ArrayList<>();
    byMethod.forEach(
        (method, configurations) -> {
          List<Chart.Series> own = new ArrayList<>();
          for (ReportedConfiguration configuration : configurations) {
            baseline(configuration, lines)
                .map(key -> of(lines, key))
                .filter(line -> !own.contains(line))
                .ifPresent(own::add);
          }
          configurations.forEach(key -> own.add(of(lines, key)));
          panels.add(
              chart(
                      String.format(Locale.ROOT, "curves-%d-%d", number, panels.size()),
                      method,
                      "training loss",
                      own)
                  .withVertical(Chart.Axis.linear("training loss").between(low, high)));
        });
    return Figure.of(
        "Training loss on " + column.name(),
        "One panel for each method, with its baseline.",
        panels);
  }

  private static Chart chart(
      String id, String title, String vertical, Collection<Chart.Series> series) {
    return new Chart(
        id,
        Chart.Kind.LINES,
        title,
        List.of(Chart.Axis.linear("update"), Chart.Axis.linear(vertical)),
        List.copyOf(series));
  }

  private Optional<Chart.Series> series(
      ReportedConfiguration configuration, List<ReportedTrial> trials) {
    List<double[]> points = mean(trials);
    return points.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Chart.Series(
                configuration.label() + marks(trials),
                configuration.method(),
                configuration.rank(),
                points,
                trials.stream().map(ReportedTrial::id).toList()));
  }

  /** The lines of methods with a baseline, less those of the baseline. */
  private static List<Chart.Series> differences(Map<ReportedConfiguration, Chart.Series> lines) {
    List<Chart.Series> differences = new ArrayList<>();
    lines.forEach(
        (configuration, line) ->
            baseline(configuration, lines)
                .ifPresent(
                    key -> {
                      List<double[]> points = minus(line.points(), of(lines, key).points());
                      if (!points.isEmpty()) {
                        differences.add(
                            new Chart.Series(
                                line.label(), line.method(), line.rank(), points, line.trialIds()));
                      }
                    }));
    return differences;
  }

  /** The configuration of the baseline method with the same rank and settings. */
  private static Optional<ReportedConfiguration> baseline(
      ReportedConfiguration of, Map<ReportedConfiguration, Chart.Series> lines) {
    Optional<String> method =
        Methods.named(of.method()).flatMap(MethodType::baseline).map(MethodType::name);
    return lines.keySet().stream()
        .filter(key -> method.isPresent() && key.method().equals(method.get()))
        .filter(key -> of.rank() == null || of.rank().equals(key.rank()))
        .filter(key -> of.others().entrySet().containsAll(key.others().entrySet()))
        .findFirst();
  }

  private static Chart.Series of(
      Map<ReportedConfiguration, Chart.Series> lines, ReportedConfiguration configuration) {
    return Objects.requireNonNull(lines.get(configuration));
  }

  /** The differences at the updates that both have. */
  private static List<double[]> minus(List<double[]> points, List<double[]> others) {
    Map<Double, Double> byUpdate = new HashMap<>();
    others.forEach(point -> byUpdate.put(point[0], point[1]));
    List<double[]> differences = new ArrayList<>();
    for (double[] point : points) {
      Double other = byUpdate.get(point[0]);
      if (other != null) {
        differences.add(new double[] {point[0], point[1] - other});
      }
    }
    return differences;
  }

  private static String marks(List<ReportedTrial> trials) {
    List<String> marks = ReportedMean.of(trials, ReportedTrial::value).marks();
    return marks.isEmpty() ? "" : " (" + String.join(", ", marks) + ")";
  }

  /** All configurations, or the best of each method and rank where all would be a thicket. */
  private static SortedMap<ReportedConfiguration, List<ReportedTrial>> readable(
      SortedMap<ReportedConfiguration, List<ReportedTrial>> all, ReportedMetric metric) {
    if (all.size() <= READABLE_LINES) {
      return all;
    }
    Map<String, ReportedConfiguration> best = new LinkedHashMap<>();
    all.forEach(
        (configuration, trials) ->
            best.merge(
                configuration.method() + "/" + configuration.rank(),
                configuration,
                (a, b) -> metric.isBetter(mean(all, b), mean(all, a)) ? b : a));
    SortedMap<ReportedConfiguration, List<ReportedTrial>> chosen = new TreeMap<>(all);
    chosen.keySet().retainAll(best.values());
    return chosen;
  }

  private static double mean(
      Map<ReportedConfiguration, List<ReportedTrial>> all, ReportedConfiguration configuration) {
    return SummaryTable.sample(all.getOrDefault(configuration, List.of())).mean();
  }

  /** (update, mean over the trials that got as far). */
  private List<double[]> mean(List<ReportedTrial> trials) {
    SortedMap<Double, double[]> sums = new TreeMap<>();
    for (ReportedTrial trial : trials) {
      for (double[] point : curves.of(trial.id())) {
        double[] sum = sums.computeIfAbsent(point[0], step -> new double[2]);
        sum[0] += point[1];
        sum[1]++;
      }
    }
    return sums.entrySet().stream()
        .map(entry -> new double[] {entry.getKey(), entry.getValue()[0] / entry.getValue()[1]})
        .toList();
  }
}
