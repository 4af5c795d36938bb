package org.dashsweep.jobs.report;

import java.util.Locale;

/** A metric, as far as a report has to know it. */
record Metric(String name) {
  boolean lowerIsBetter() {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.contains("loss") || lower.contains("perplexity") || lower.contains("error");
  }

  boolean isBetter(double value, double than) {
    return lowerIsBetter() ? value < than : value > than;
  }
}
