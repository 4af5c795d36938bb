package org.dashsweep.benchmark;

import java.util.Locale;
import org.dashsweep.adapter.Method;

/**
 * Settings of a benchmark: its subject, its steps and its threads.
 *
 * @param subject what is trained
 * @param basePrecision of the frozen linear layers
 * @param steps measured, of every way to train
 * @param warmUpSteps before them, not measured
 * @param threads intra-operation threads of each trial
 * @param concurrent trials at once
 */
public record BenchmarkSettings(
    BenchmarkSubject subject,
    BenchmarkPrecision basePrecision,
    int steps,
    int warmUpSteps,
    int threads,
    int concurrent) {
  public BenchmarkSettings {
    BenchmarkSubject.requireAtLeast(1, "steps", steps);
    BenchmarkSubject.requireAtLeast(0, "warm-up-steps", warmUpSteps);
    BenchmarkSubject.requireAtLeast(1, "threads", threads);
    BenchmarkSubject.requireAtLeast(1, "concurrent", concurrent);
    for (Method method : subject.methods()) {
      int launch = method.updatesBeforeLaunch();
      if (launch > 0 && warmUpSteps <= launch) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "warm-up-steps must be at least %d with %s, or its launch would be measured: %d",
                launch + 1,
                method.name(),
                warmUpSteps));
      }
    }
  }

  /** Steps of each way to train that all trials do. */
  int allSteps() {
    return warmUpSteps + steps;
  }
}
