package org.dashsweep.data;

import java.util.List;

/**
 * A classification data set.
 *
 * @param name the task's name in a sweep file
 * @param labels the classes, in the order of their indices
 * @param train examples to learn from, in an order fixed by the builder
 * @param evaluation examples to report on; no synset, sentence or row of {@code train} is among
 *     them
 */
public record LabelledData(
    String name, List<String> labels, List<Example> train, List<Example> evaluation) {
  public LabelledData {
    labels = List.copyOf(labels);
    train = List.copyOf(train);
    evaluation = List.copyOf(evaluation);
  }
}
