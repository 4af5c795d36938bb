package org.dashsweep.jobs.verdict;

/** The settings that two methods have in common when they are compared. */
public enum Basis {
  /** All settings that both have, the learning rate included. */
  SAME_SETTINGS("same-settings"),
  /** All but the learning rate: each has the one that was best on held-out training rows. */
  BEST_RATE("best-rate");

  private final String label;

  Basis(String label) {
    this.label = label;
  }

  /** Returns the name that tables have for it. */
  @Override
  public String toString() {
    return label;
  }
}
