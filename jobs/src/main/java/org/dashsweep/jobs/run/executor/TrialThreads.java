package org.dashsweep.jobs.run.executor;

import java.util.Locale;
import org.dashsweep.jobs.run.protocol.TrialResources;
import org.dashsweep.trial.KeptTraining;
import org.jspecify.annotations.Nullable;

/**
 * The threads of an attempt. A trial on a CPU goes on with as many as it began with, whatever the
 * run gives each trial. Another number changes the last digits of its results.
 *
 * @param count to compute with
 * @param remark for the user, or null
 */
record TrialThreads(int count, @Nullable String remark) {
  /**
   * Chooses them.
   *
   * @param kept what the trial goes on from
   * @param cores of this machine
   */
  static TrialThreads choose(TrialResources resources, KeptTraining kept, int cores) {
    Integer begun = kept.threads();
    if (begun == null || begun == resources.threads() || resources.gpu()) {
      return new TrialThreads(resources.threads(), null);
    }
    if (begun <= cores) {
      return new TrialThreads(
          begun,
          String.format(
              Locale.ROOT,
              "goes on with the %d threads that it began with instead of %d",
              begun,
              resources.threads()));
    }
    return new TrialThreads(
        resources.threads(),
        String.format(
            Locale.ROOT,
            "began with %d threads and goes on with %d, as this machine has %d cores: the last digits of its results may differ from those of a trial that was not interrupted",
            begun,
            resources.threads(),
            cores));
  }
}
