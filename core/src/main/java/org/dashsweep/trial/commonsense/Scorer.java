package org.dashsweep.trial.commonsense;

import java.util.Arrays;

/** The way in which a question is answered. Two ways of answering are two metrics, never mixed. */
enum Scorer {
  /** The first answer in the text that the model generates: the protocol of the paper. */
  GENERATION("generation", "accuracy"),
  /**
   * Chooses the answer that is most probable as the response, of those that the question offers.
   */
  LIKELIHOOD("likelihood", "accuracy-by-likelihood");

  private final String name;
  private final String metric;

  Scorer(String name, String metric) {
    this.name = name;
    this.metric = metric;
  }

  /** The scorer that a sweep names. */
  static Scorer named(String name) {
    return Arrays.stream(values())
        .filter(scorer -> scorer.name.equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("There is no scorer " + name));
  }

  /** Returns the name in sweeps and in the column {@code scorer}. */
  String label() {
    return name;
  }

  /** The share of right answers, as the column {@code metric} calls it. */
  String metric() {
    return metric;
  }
}
