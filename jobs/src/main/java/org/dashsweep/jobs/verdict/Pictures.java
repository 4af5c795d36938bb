package org.dashsweep.jobs.verdict;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.dashsweep.jobs.grouping.ReportColumn;
import org.dashsweep.jobs.grouping.ReportedMetric;
import org.dashsweep.jobs.grouping.ReportedTrial;
import org.dashsweep.jobs.grouping.ReportedTrials;
import org.dashsweep.jobs.tables.Tables;
import org.dashsweep.trial.TrialResult;
import org.jspecify.annotations.Nullable;

/**
 * Values of methods that make pictures: means over subjects of the means over their prompts. The
 * subjects take the place of examples, since prompts and pictures of one subject are no independent
 * measurements.
 */
final class Pictures {
  /** The name of all subjects together in the column {@code task}. */
  static final String ALL_SUBJECTS = "all subjects";

  private static final Map<String, Function<TrialResult.Image, @Nullable Double>> METRICS =
      Map.of(
          "dino", TrialResult.Image::dino,
          "clip-i", TrialResult.Image::clipI,
          "clip-t", TrialResult.Image::clipT);

  private final Map<String, Map<String, Map<Integer, List<Double>>>> byTrial = new HashMap<>();

  private Pictures() {}

  /** Returns the word for the examples of a column. */
  static String unit(ReportColumn column) {
    return isOf(column) ? "subjects" : "rows";
  }

  /** Tells whether a column is of all subjects together. */
  static boolean isOf(ReportColumn column) {
    return column.task().equals(ALL_SUBJECTS);
  }

  /** Returns a value for each metric, configuration and seed; none without pictures. */
  static List<Measured> read(ReportedTrials trials) throws IOException {
    Pictures pictures = new Pictures();
    Set<String> ids = new TreeSet<>();
    trials.succeeded().forEach(trial -> ids.add(trial.id()));
    trials.snapshot().forEach(Tables.IMAGES, ids, row -> pictures.add(row.trialId(), row.entry()));
    List<Measured> all = new ArrayList<>();
    for (String metric : new TreeSet<>(METRICS.keySet())) {
      all.addAll(pictures.measured(trials, metric));
    }
    return all;
  }

  private void add(String trialId, TrialResult.Image image) {
    METRICS.forEach(
        (metric, accessor) -> {
          @Nullable Double value = accessor.apply(image);
          if (value != null) {
            byTrial
                .computeIfAbsent(trialId + "\n" + metric, key -> new HashMap<>())
                .computeIfAbsent(image.subject(), subject -> new TreeMap<>())
                .computeIfAbsent(image.promptIndex(), prompt -> new ArrayList<>())
                .add(value);
          }
        });
  }

  private List<Measured> measured(ReportedTrials trials, String metric) {
    Map<List<Object>, SortedMap<String, Double>> groups = new LinkedHashMap<>();
    Map<List<Object>, List<ReportedTrial>> of = new HashMap<>();
    for (ReportedTrial trial : trials.succeeded()) {
      byTrial
          .getOrDefault(trial.id() + "\n" + metric, Map.of())
          .forEach(
              (subject, prompts) -> {
                List<Object> key =
                    List.of(
                        trial.identity().method(),
                        trial.identity().settings(),
                        trial.identity().model(),
                        String.valueOf(trial.row().parameter(ReportedTrials.SEED)));
                groups.computeIfAbsent(key, k -> new TreeMap<>()).put(subject, mean(prompts));
                of.computeIfAbsent(key, k -> new ArrayList<>()).add(trial);
              });
    }
    Set<String> shared = new TreeSet<>();
    groups.values().stream().limit(1).forEach(first -> shared.addAll(first.keySet()));
    groups.values().forEach(subjects -> shared.retainAll(subjects.keySet()));
    if (shared.size() < 2) {
      return List.of();
    }
    List<String> subjects = List.copyOf(shared);
    ExampleSet examples = new ExampleSet(subjects, subjects);
    ReportColumn column = new ReportColumn(ALL_SUBJECTS, "", new ReportedMetric(metric));
    List<Measured> measured = new ArrayList<>();
    groups.forEach(
        (key, values) ->
            measured.add(measured(column, examples, values, Objects.requireNonNull(of.get(key)))));
    return measured;
  }

  private static Measured measured(
      ReportColumn column,
      ExampleSet examples,
      Map<String, Double> bySubject,
      List<ReportedTrial> trials) {
    double[] values =
        examples.ids().stream()
            .mapToDouble(subject -> Objects.requireNonNull(bySubject.get(subject)))
            .toArray();
    double mean = Arrays.stream(values).average().orElseThrow();
    double[] influences = Arrays.stream(values).map(value -> value - mean).toArray();
    ReportedTrial first = trials.get(0);
    return new Measured(
        column,
        first.identity().method(),
        first.identity().settings(),
        first.identity().model(),
        "",
        first.row().parameter(ReportedTrials.SEED),
        mean,
        Influences.of(examples, influences, Influences.Unit.MEASURED),
        trials.stream().map(ReportedTrial::id).toList());
  }

  private static double mean(Map<Integer, List<Double>> prompts) {
    return prompts.values().stream()
        .mapToDouble(values -> values.stream().mapToDouble(value -> value).average().orElseThrow())
        .average()
        .orElseThrow();
  }
}
