package org.dashsweep.jobs.verdict;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.dashsweep.data.TaskMetric;
import org.dashsweep.evaluation.ExampleInfluences;
import org.jspecify.annotations.Nullable;

/**
 * The answers of one trial on one evaluation set of one data set.
 *
 * @param examples that were answered
 * @param answers as text; equal texts are one instance
 * @param right for each answer; empty for scores, which are not right or wrong
 */
record Answers(ExampleSet examples, List<String> answers, List<Boolean> right) {
  /** The largest difference of two computations of one metric. */
  static final double ROUNDING = 1e-9;

  Answers {
    answers = List.copyOf(answers);
    right = List.copyOf(right);
  }

  /** The share of examples without an answer. */
  double unparsed() {
    return answers.stream().filter(String::isEmpty).count() / (double) answers.size();
  }

  /** The share of right answers; NaN for scores. */
  double shareRight() {
    return right.isEmpty()
        ? Double.NaN
        : right.stream().filter(isRight -> isRight).count() / (double) right.size();
  }

  /**
   * Measures a metric and the influence of each example.
   *
   * @param value that the trial has of it
   * @return empty if the answers do not give this value, or the metric is not known
   */
  Optional<Influences> influences(String metric, double value) {
    Optional<TaskMetric> known = TaskMetric.named(metric);
    if (known.filter(TaskMetric::isOfScores).isPresent()) {
      return right.isEmpty()
          ? check(
              ExampleInfluences.ofScores(known.get(), numbers(answers), numbers(examples.labels())),
              value,
              Influences.Unit.MEASURED)
          : Optional.empty();
    }
    if (right.isEmpty()) {
      return Optional.empty();
    }
    if (known.isEmpty() || known.get() == TaskMetric.ACCURACY) {
      int[] ones = right.stream().mapToInt(isRight -> isRight ? 1 : 0).toArray();
      int[] all = new int[ones.length];
      Arrays.fill(all, 1);
      return check(
          ExampleInfluences.ofClasses(TaskMetric.ACCURACY, 2, ones, all),
          value,
          Influences.Unit.COUNTED);
    }
    return classes(known.get(), value);
  }

  /** The second of two classes is the positive one; only the value tells which is which. */
  private Optional<Influences> classes(TaskMetric metric, double value) {
    TreeSet<String> names = new TreeSet<>(examples.labels());
    names.addAll(answers);
    for (List<String> order :
        List.of(new ArrayList<>(names), new ArrayList<>(names.descendingSet()))) {
      Map<String, Integer> index = new HashMap<>();
      order.forEach(name -> index.put(name, index.size()));
      Optional<Influences> found =
          check(
              ExampleInfluences.ofClasses(
                  metric,
                  Math.max(2, order.size()),
                  answers.stream().mapToInt(index::get).toArray(),
                  examples.labels().stream().mapToInt(index::get).toArray()),
              value,
              Influences.Unit.COUNTED);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private Optional<Influences> check(
      ExampleInfluences measured, double value, Influences.Unit unit) {
    return Math.abs(measured.value() - value) <= ROUNDING
        ? Optional.of(Influences.of(examples, measured.influences(), unit))
        : Optional.empty();
  }

  private static double[] numbers(List<String> texts) {
    return texts.stream().mapToDouble(Double::parseDouble).toArray();
  }

  /** Collects the answers of one trial and set. */
  static final class Builder {
    private final List<String> ids = new ArrayList<>();
    private final List<String> labels = new ArrayList<>();
    private final List<String> answers = new ArrayList<>();
    private final List<Boolean> right = new ArrayList<>();

    void add(String id, String label, String answer, @Nullable Boolean isRight) {
      ids.add(id);
      labels.add(label);
      answers.add(answer);
      if (isRight != null) {
        right.add(isRight);
      }
    }

    /**
     * Returns the answers.
     *
     * @param known example sets, of which an equal one is taken
     */
    Answers build(Map<ExampleSet, ExampleSet> known) {
      ExampleSet own = new ExampleSet(ids, labels);
      return new Answers(
          known.computeIfAbsent(own, set -> set),
          answers,
          right.size() == ids.size() ? right : List.of());
    }
  }
}
