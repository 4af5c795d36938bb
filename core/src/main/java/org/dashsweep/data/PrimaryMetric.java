package org.dashsweep.data;

import java.util.Locale;

/** The metric that a data set's results are compared by. */
public enum PrimaryMetric {
  /** Share of right predictions. */
  ACCURACY,
  /** Matthews's correlation of two classes. */
  MATTHEWS,
  /** The mean of Pearson's and Spearman's correlation of scores. */
  CORRELATION;

  /** Returns the name that tables have for it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
