package org.dashsweep.data;

import java.util.List;

/**
 * A classification data set.
 *
 * @param name the task's name in a sweep file
 * @param labels the classes, in the order of their indices
 * @param train examples to learn from, in an order fixed by the builder: any first part of it is a
 *     fair sample
 * @param evaluation examples to report on; no synset, sentence or row of {@code train} is among
 *     them
 */
public record LabelledData(
    String name, List<String> labels, List<Example> train, List<Example> evaluation) {
  /**
   * Copies the lists.
   *
   * @throws IllegalArgumentException if an example's label is not an index into {@code labels}
   */
  public LabelledData {
    labels = List.copyOf(labels);
    train = List.copyOf(train);
    evaluation = List.copyOf(evaluation);
    requireKnownLabels(name, train, labels.size());
    requireKnownLabels(name, evaluation, labels.size());
  }

  private static void requireKnownLabels(String name, List<Example> examples, int classes) {
    for (Example example : examples) {
      if (example.label() < 0 || example.label() >= classes) {
        throw new IllegalArgumentException(
            "%s: label of example %s must be from 0 to %d: %d"
                .formatted(name, example.id(), classes - 1, example.label()));
      }
    }
  }

  /** How often each class occurs in the two splits. */
  public ClassBalance balance() {
    return ClassBalance.of(this);
  }

  /**
   * The same data set with only the first training examples.
   *
   * @throws IllegalArgumentException if there are fewer than {@code rows}, or {@code rows} is not
   *     positive
   */
  public LabelledData withTrainRows(int rows) {
    if (rows < 1 || rows > train.size()) {
      throw new IllegalArgumentException(
          "training rows of %s must be from 1 to %d: %d".formatted(name, train.size(), rows));
    }
    return new LabelledData(name, labels, train.subList(0, rows), evaluation);
  }
}
