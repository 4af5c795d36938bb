package org.dashsweep.evaluation;

/** Counts of each class: predictions, occurrences and right predictions. */
final class Confusion {
  private final int[] predicted;
  private final int[] actual;
  private final int[] right;

  /**
   * Counts.
   *
   * @param classes how many there are
   * @param predictions for each example the predicted class
   * @param labels for each example the right class
   */
  Confusion(int classes, int[] predictions, int[] labels) {
    this.predicted = new int[classes];
    this.actual = new int[classes];
    this.right = new int[classes];
    for (int i = 0; i < labels.length; i++) {
      predicted[predictions[i]]++;
      actual[labels[i]]++;
      if (predictions[i] == labels[i]) {
        right[labels[i]]++;
      }
    }
  }

  int predicted(int label) {
    return predicted[label];
  }

  int actual(int label) {
    return actual[label];
  }

  int right(int label) {
    return right[label];
  }

  /** Harmonic mean of precision and recall, 0 for a class that never occurs. */
  double f1(int label) {
    int occurrences = predicted[label] + actual[label];
    return occurrences == 0 ? 0 : 2.0 * right[label] / occurrences;
  }
}
