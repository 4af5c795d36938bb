package org.dashsweep.trial.classification;

import static org.dashsweep.data.described.RowDescription.EVALUATION;
import static org.dashsweep.data.described.RowDescription.HOLD_OUT;
import static org.dashsweep.data.described.TaskDescription.CLASSES;
import static org.dashsweep.data.described.TaskDescription.JUDGE;
import static org.dashsweep.data.described.TaskDescription.KIND;
import static org.dashsweep.data.described.TaskDescription.LABEL;
import static org.dashsweep.data.described.TaskDescription.METRICS;
import static org.dashsweep.data.described.TaskDescription.PAIR;
import static org.dashsweep.data.described.TaskDescription.TEXT;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.dashsweep.data.TaskMetric;
import org.dashsweep.data.described.TaskKind;
import org.dashsweep.space.DescriptionBlock;
import org.dashsweep.space.DescriptionBlock.Fault;
import org.dashsweep.trial.RowFaults;
import org.jspecify.annotations.Nullable;

/** Finds what is wrong between the values of a task's description, before any file is opened. */
final class TaskDescriptionCheck implements DescriptionBlock.Check {
  @Override
  public List<Fault> faults(Map<String, Object> values) {
    List<Fault> faults = new ArrayList<>();
    ofRows(values, faults);
    ofColumns(values, faults);
    ofKind(values, faults);
    ofJudge(values, faults);
    RowFaults.quoting(values).ifPresent(faults::add);
    return faults;
  }

  private static void ofRows(Map<String, Object> values, List<Fault> faults) {
    RowFaults.evaluatedTwice(values).ifPresent(faults::add);
    if (!values.containsKey(EVALUATION) && !values.containsKey(HOLD_OUT)) {
      faults.add(
          new Fault(
              "",
              "does not say what is evaluated on",
              "add evaluation with a file, or hold-out with a share such as 0.2"));
    }
    RowFaults.seedAlone(values).ifPresent(faults::add);
    RowFaults.evaluatedOnTrainingRows(values).ifPresent(faults::add);
  }

  private static void ofColumns(Map<String, Object> values, List<Fault> faults) {
    Map<Object, String> keys = new LinkedHashMap<>();
    for (String key : List.of(TEXT, PAIR, LABEL)) {
      @Nullable Object column = values.get(key);
      @Nullable String other = column == null ? null : keys.putIfAbsent(column, key);
      if (other != null) {
        faults.add(
            new Fault(
                key,
                String.format(Locale.ROOT, "is the column of %s already: %s", other, column),
                "name another column"));
      }
    }
  }

  private static void ofKind(Map<String, Object> values, List<Fault> faults) {
    @Nullable Object named = values.get(KIND);
    Optional<TaskKind> told =
        named != null
            ? TaskKind.named(named.toString())
            : values.containsKey(CLASSES) ? Optional.of(TaskKind.CLASSIFICATION) : Optional.empty();
    if (values.get(CLASSES) instanceof List<?> classes) {
      if (told.equals(Optional.of(TaskKind.REGRESSION))) {
        faults.add(
            new Fault(
                CLASSES, "has no effect: regression has no classes", "remove classes or kind"));
        return;
      }
      if (classes.size() < 2) {
        faults.add(new Fault(CLASSES, "names one class only: " + classes.get(0), "add the others"));
      }
    }
    TaskKind kind =
        told.orElseGet(() -> metrics(values).map(TaskKind::of).orElse(TaskKind.CLASSIFICATION));
    for (String key : List.of(METRICS, JUDGE)) {
      for (TaskMetric metric : metrics(values, key)) {
        if (TaskKind.of(metric) != kind) {
          faults.add(
              new Fault(
                  key,
                  String.format(Locale.ROOT, "%s is no metric of %s", metric, kind),
                  "choose one of "
                      + kind.metrics().stream()
                          .map(TaskMetric::toString)
                          .collect(Collectors.joining(", "))));
        }
      }
    }
  }

  private static Optional<TaskMetric> metrics(Map<String, Object> values) {
    return List.of(JUDGE, METRICS).stream()
        .flatMap(key -> metrics(values, key).stream())
        .findFirst();
  }

  private static List<TaskMetric> metrics(Map<String, Object> values, String key) {
    @Nullable Object named = values.get(key);
    List<?> names =
        named instanceof List<?> list ? list : named == null ? List.of() : List.of(named);
    return names.stream().map(name -> TaskMetric.named(name.toString()).orElseThrow()).toList();
  }

  private static void ofJudge(Map<String, Object> values, List<Fault> faults) {
    @Nullable Object judge = values.get(JUDGE);
    if (judge != null
        && values.get(METRICS) instanceof List<?> metrics
        && !metrics.contains(judge)) {
      faults.add(
          new Fault(
              JUDGE,
              String.format(Locale.ROOT, "is none of metrics: %s", judge),
              "add it to metrics, or choose one of them"));
    }
  }
}
