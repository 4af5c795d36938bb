package org.dashsweep.benchmark;

import java.util.List;
import java.util.Locale;
import org.dashsweep.adapter.Method;

/** A model whose training is measured, and the data that it trains on. */
public sealed interface BenchmarkSubject permits BenchmarkedEncoder, BenchmarkedLlama {
  /** The methods that are compared. */
  List<Method> methods();

  /** Examples of a step. */
  int batchSize();

  /** Refuses a setting that is too small, by its name. */
  static void requireAtLeast(int least, String name, int value) {
    if (value < least) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%s must be at least %d: %d", name, least, value));
    }
  }
}
