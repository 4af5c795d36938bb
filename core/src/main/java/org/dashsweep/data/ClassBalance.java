package org.dashsweep.data;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Counts how often each class occurs.
 *
 * @param labels the classes, in the order of their indices
 * @param trainCounts training examples of each class
 * @param evaluationCounts evaluation examples of each class
 */
public record ClassBalance(
    List<String> labels, List<Integer> trainCounts, List<Integer> evaluationCounts) {
  public ClassBalance {
    labels = List.copyOf(labels);
    trainCounts = List.copyOf(trainCounts);
    evaluationCounts = List.copyOf(evaluationCounts);
    if (trainCounts.size() != labels.size() || evaluationCounts.size() != labels.size()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "there must be one count per label, which are %d: %d training counts, %d evaluation counts",
              labels.size(),
              trainCounts.size(),
              evaluationCounts.size()));
    }
  }

  /**
   * Counts the classes of a data set's training examples and of its first evaluation set.
   *
   * @return empty for a data set without classes
   */
  static Optional<ClassBalance> of(LabelledData data) {
    if (data.labels() instanceof Labels.Classes classes) {
      int count = classes.names().size();
      return Optional.of(
          new ClassBalance(
              classes.names(),
              count(data.train(), count),
              count(data.evaluation().get(0).examples(), count)));
    }
    return Optional.empty();
  }

  private static List<Integer> count(List<Example> examples, int classes) {
    List<Integer> counts = new ArrayList<>(Collections.nCopies(classes, 0));
    for (Example example : examples) {
      int index = ((Label.OfClass) example.label()).index();
      counts.set(index, counts.get(index) + 1);
    }
    return counts;
  }

  /** Index of the most frequent training class; of equals, the first. */
  public int majorityLabel() {
    return trainCounts.indexOf(Collections.max(trainCounts));
  }
}
