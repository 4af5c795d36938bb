package org.dashsweep.jobs.run;

import java.io.Serializable;
import java.time.Duration;
import java.util.Locale;
import org.dashsweep.trial.CheckpointInterval;
import org.jspecify.annotations.Nullable;

/**
 * What the executors of a run do about trials that cannot be finished, and what they keep of those
 * that can.
 *
 * @param adapters which adapters are kept
 * @param maxLost attempts at one trial whose process may die before the trial counts as failed
 * @param storageRetries how often a trial that cannot read or write is tried again
 * @param deadline the most time one attempt may take, or null
 * @param checkpoints how often a trial's state is written
 * @param kept which checkpoints of trials that have ended stay
 */
public record RunRules(
    AdapterRetention adapters,
    int maxLost,
    int storageRetries,
    @Nullable Duration deadline,
    CheckpointInterval checkpoints,
    CheckpointRetention kept)
    implements Serializable {
  public RunRules {
    if (maxLost < 1) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "--max-lost %d: must be at least 1", maxLost));
    }
    if (storageRetries < 0) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "--storage-retries %d: must be at least 0", storageRetries));
    }
    if (deadline != null && (deadline.isZero() || deadline.isNegative())) {
      throw new IllegalArgumentException("--deadline: must be more than 0s");
    }
  }
}
