package org.dashsweep.data.described;

import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.dashsweep.data.ClassBalance;
import org.dashsweep.data.EvaluationSet;
import org.dashsweep.data.Example;
import org.dashsweep.data.Label;
import org.dashsweep.data.LabelledData;
import org.dashsweep.data.Labels;
import org.dashsweep.data.TaskMetric;

/** Finds what a user may not take for granted of a described task's rows. */
final class DataRemarks {
  /** A model's output begins near 0; labels of this size are far from it. */
  private static final double LARGE = 10;

  private DataRemarks() {}

  static List<String> of(TaskDescription description, LabelledData data) {
    List<String> remarks = new ArrayList<>();
    Map<List<String>, Set<Label>> trained = new HashMap<>();
    for (Example example : data.train()) {
      trained.computeIfAbsent(texts(example), key -> new HashSet<>()).add(example.label());
    }
    for (EvaluationSet<Example> set : data.evaluation()) {
      ofRepeated(data.name(), set, trained, remarks);
    }
    data.balance().ifPresent(balance -> ofClasses(description, data, balance, remarks));
    if (data.labels() instanceof Labels.Scores) {
      ofNumbers(data, remarks);
    }
    return remarks;
  }

  private static List<String> texts(Example example) {
    return example.pair() == null
        ? List.of(example.text())
        : List.of(example.text(), example.pair());
  }

  private static void ofRepeated(
      String task,
      EvaluationSet<Example> set,
      Map<List<String>, Set<Label>> trained,
      List<String> remarks) {
    long repeated = 0;
    long contradicting = 0;
    for (Example example : set.examples()) {
      Set<Label> labels = trained.getOrDefault(texts(example), Set.of());
      if (!labels.isEmpty()) {
        repeated++;
        if (labels.size() > 1 || !labels.contains(example.label())) {
          contradicting++;
        }
      }
    }
    if (repeated > 0) {
      remarks.add(
          String.format(
              Locale.ROOT,
              "task %s: %d of %d rows of %s are training rows too, %d of them with another label",
              task,
              repeated,
              set.examples().size(),
              set.name(),
              contradicting));
    }
  }

  private static void ofClasses(
      TaskDescription description, LabelledData data, ClassBalance balance, List<String> remarks) {
    List<String> names = balance.labels();
    Set<String> untrained = new HashSet<>();
    for (int i = 0; i < names.size(); i++) {
      if (balance.trainCounts().get(i) == 0) {
        untrained.add(names.get(i));
      }
    }
    if (!untrained.isEmpty()) {
      remarks.add(
          String.format(
              Locale.ROOT,
              "task %s: no row is of %s",
              data.name(),
              untrained.stream().sorted().collect(Collectors.joining(", "))));
    }
    boolean told = description.metrics().contains(TaskMetric.F1);
    if (names.size() == 2 && (told || data.metrics().judge() == TaskMetric.F1)) {
      remarks.add(
          String.format(
              Locale.ROOT,
              "task %s: f1 is of the class '%s', the second of its classes",
              data.name(),
              names.get(1)));
    }
  }

  private static void ofNumbers(LabelledData data, List<String> remarks) {
    DoubleSummaryStatistics labels =
        data.train().stream()
            .mapToDouble(example -> ((Label.Score) example.label()).value())
            .summaryStatistics();
    if (Math.max(Math.abs(labels.getMin()), Math.abs(labels.getMax())) > LARGE) {
      remarks.add(
          String.format(
              Locale.ROOT,
              "task %s: labels go from %s to %s and are learnt as they are; a model learns numbers near 0 to 1 faster",
              data.name(),
              labels.getMin(),
              labels.getMax()));
    }
  }
}
