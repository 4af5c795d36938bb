package org.dashsweep.jobs.verdict;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The influence of each example on a value, with the mean 0.
 *
 * <p>Not a record: arrays have no value semantics. Instances are not changed.
 */
final class Influences {
  private final @Nullable ExampleSet examples;
  private final double[] values;
  private final double answer;

  /** The kind of numbers that the value is made of. */
  enum Unit {
    /** Answers, which are right or wrong. */
    COUNTED,
    /** Numbers of any size. */
    MEASURED
  }

  private Influences(@Nullable ExampleSet examples, double[] values, double answer) {
    this.examples = examples;
    this.values = values;
    this.answer = answer;
  }

  /** Returns influences of nothing: the value is known alone. */
  static Influences none() {
    return new Influences(null, new double[0], 0);
  }

  static Influences of(ExampleSet examples, double[] values, Unit unit) {
    double answer =
        unit == Unit.MEASURED
            ? 0
            : Arrays.stream(values).max().orElse(0) - Arrays.stream(values).min().orElse(0);
    return new Influences(examples, values, answer);
  }

  /**
   * Returns the influences on the mean of several values, each of other examples.
   *
   * @param known example sets, of which an equal one is taken
   */
  static Influences ofMean(List<Influences> parts, Map<ExampleSet, ExampleSet> known) {
    if (parts.size() == 1) {
      return parts.get(0);
    }
    int size = parts.stream().mapToInt(Influences::size).sum();
    double[] values = new double[size];
    List<String> ids = new ArrayList<>(size);
    List<String> labels = new ArrayList<>(size);
    int at = 0;
    double largest = 0;
    for (Influences part : parts) {
      ExampleSet own = Objects.requireNonNull(part.examples);
      // An example of a small set has a larger influence on the mean over sets.
      double weight = size / (double) part.size() / parts.size();
      for (double value : part.values) {
        values[at++] = weight * value;
      }
      largest = Math.max(largest, weight * part.answer);
      ids.addAll(own.ids());
      labels.addAll(own.labels());
    }
    return new Influences(
        known.computeIfAbsent(new ExampleSet(ids, labels), set -> set), values, largest);
  }

  /**
   * Returns the influences on a weighted sum.
   *
   * @return none if one of the values has none, or they are of other examples
   */
  static Influences sum(List<Influences> parts, double[] weights) {
    @Nullable ExampleSet examples = parts.get(0).examples;
    if (examples == null || parts.stream().anyMatch(part -> !examples.equals(part.examples))) {
      return none();
    }
    double[] values = new double[parts.get(0).size()];
    double largest = 0;
    for (int part = 0; part < weights.length; part++) {
      double[] own = parts.get(part).values;
      for (int i = 0; i < values.length; i++) {
        values[i] += weights[part] * own[i];
      }
      largest = Math.max(largest, parts.get(part).answer);
    }
    return new Influences(examples, values, largest);
  }

  @Nullable ExampleSet examples() {
    return examples;
  }

  int size() {
    return values.length;
  }

  /** Returns the values themselves, for reading only. */
  double[] values() {
    return values;
  }

  /** Returns the change by one answer, times the number of examples; 0 for measured numbers. */
  double answer() {
    return answer;
  }
}
