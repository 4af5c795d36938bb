package org.dashsweep.trial.commonsense;

/** How a question is answered. Another way of answering is another metric, never mixed with it. */
enum Scorer {
  /** The first answer in the text that the model generates: the protocol of the paper. */
  GENERATION("generation", "accuracy");

  private final String name;
  private final String metric;

  Scorer(String name, String metric) {
    this.name = name;
    this.metric = metric;
  }

  /** What the column {@code scorer} calls it. */
  String label() {
    return name;
  }

  /** The share of right answers, as the column {@code metric} calls it. */
  String metric() {
    return metric;
  }
}
