package org.dashsweep.jobs.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.dashsweep.jobs.table.Outcome;
import org.dashsweep.jobs.table.ResultStore;
import org.dashsweep.jobs.table.Snapshot;
import org.dashsweep.jobs.table.TrialRow;
import org.dashsweep.sweep.Vocabulary;

/**
 * The trials of one output directory, ordered for comparison.
 *
 * @param store where the report goes
 * @param snapshot their other tables
 * @param rows every committed trial, by data set, configuration and seed
 * @param succeeded those with numbers, in the same order
 * @param otherParameters the parameters that tell apart trials of one method, rank and data set,
 *     beside the seed: means must not run over them
 */
record Sweep(
    ResultStore store,
    Snapshot snapshot,
    List<TrialRow> rows,
    List<SucceededTrial> succeeded,
    NavigableSet<String> otherParameters) {
  static final String METHOD = "method";
  static final String TASK = "task";
  static final String RANK = "rank";
  static final String SEED = "seed";

  /** The method that trains no adapter. */
  static final String FLOOR = "head-only";

  /** The method that others are compared with. */
  static final String BASELINE = "lora";

  private static final Set<String> IDENTIFYING = Set.of(METHOD, TASK, RANK, SEED);

  static Sweep read(ResultStore store, ReportScope scope) throws IOException {
    Snapshot snapshot = store.snapshot();
    List<TrialRow> stored = snapshot.rows().stream().filter(scope::includes).toList();
    NavigableSet<String> others = varyingWithin(stored);
    List<TrialRow> rows =
        stored.stream()
            .sorted(
                Comparator.comparing(Sweep::task)
                    .thenComparing(row -> configuration(row, others))
                    .thenComparing(row -> text(row, SEED), Configuration::compareValues)
                    .thenComparing(TrialRow::trialId))
            .toList();
    List<SucceededTrial> succeeded = new ArrayList<>();
    for (TrialRow row : rows) {
      if (row.outcome() instanceof Outcome.Succeeded measured) {
        succeeded.add(new SucceededTrial(row, measured));
      }
    }
    return new Sweep(store, snapshot, rows, List.copyOf(succeeded), others);
  }

  /** The data sets that have numbers. */
  NavigableSet<String> tasks() {
    NavigableSet<String> tasks = new TreeSet<>();
    succeeded.forEach(trial -> tasks.add(task(trial.row())));
    return tasks;
  }

  /** The succeeded trials on a data set by configuration, one per seed. */
  SortedMap<Configuration, List<SucceededTrial>> byConfiguration(String task) {
    SortedMap<Configuration, List<SucceededTrial>> groups = new TreeMap<>();
    for (SucceededTrial trial : succeeded) {
      if (task(trial.row()).equals(task)) {
        groups.computeIfAbsent(configuration(trial.row()), key -> new ArrayList<>()).add(trial);
      }
    }
    return groups;
  }

  /** What the trials on a data set are judged by. */
  Metric metric(String task) {
    return succeeded.stream()
        .filter(trial -> task(trial.row()).equals(task))
        .map(trial -> new Metric(trial.measured().primaryMetric()))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no trial succeeded on " + task));
  }

  Configuration configuration(TrialRow row) {
    return configuration(row, otherParameters);
  }

  /** What the trial was evaluated on, or its experiment where that is always the same. */
  static String task(TrialRow row) {
    String task = row.parameter(TASK);
    return task == null ? text(row, Vocabulary.EXPERIMENT) : task;
  }

  static String method(TrialRow row) {
    return text(row, METHOD);
  }

  private static String text(TrialRow row, String parameter) {
    return Objects.requireNonNullElse(row.parameter(parameter), "–");
  }

  private static Configuration configuration(TrialRow row, NavigableSet<String> others) {
    SortedMap<String, String> values = new TreeMap<>();
    for (String name : others) {
      String value = row.parameter(name);
      if (value != null) {
        values.put(name, value);
      }
    }
    return new Configuration(
        method(row), row.parameters().get(RANK) instanceof Long rank ? rank : null, values);
  }

  private static NavigableSet<String> varyingWithin(List<TrialRow> rows) {
    Map<List<String>, TrialRow> firstOfGroup = new HashMap<>();
    NavigableSet<String> varying = new TreeSet<>();
    for (TrialRow row : rows) {
      List<String> group = List.of(method(row), text(row, RANK), task(row));
      TrialRow first = firstOfGroup.putIfAbsent(group, row);
      if (first != null) {
        Set<String> names = new TreeSet<>(row.parameters().keySet());
        names.addAll(first.parameters().keySet());
        names.removeAll(IDENTIFYING);
        names.stream()
            .filter(
                name -> !Objects.equals(row.parameters().get(name), first.parameters().get(name)))
            .forEach(varying::add);
      }
    }
    return varying;
  }
}
