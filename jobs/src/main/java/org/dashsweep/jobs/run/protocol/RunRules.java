package org.dashsweep.jobs.run.protocol;

import java.io.Serializable;
import java.time.Duration;
import java.util.Locale;
import org.dashsweep.train.CheckpointInterval;
import org.jspecify.annotations.Nullable;

/**
 * The rules by which the executors of a run retry trials and keep adapters and checkpoints.
 *
 * @param adapters to keep
 * @param maxLost attempts at one trial whose process may die before the trial counts as failed
 * @param storageRetries further attempts at a trial that cannot read or write
 * @param deadline the most time one attempt may take, or null
 * @param checkpoints the interval at which a trial's state is written
 * @param kept the checkpoints of ended trials that stay
 */
public record RunRules(
    AdapterRetention adapters,
    int maxLost,
    int storageRetries,
    @Nullable Duration deadline,
    CheckpointInterval checkpoints,
    CheckpointRetention kept)
    implements Serializable {
  /** The values of the command {@code run}. */
  public static final RunRules DEFAULT =
      new RunRules(
          AdapterRetention.BEST,
          3,
          4,
          null,
          CheckpointInterval.DEFAULT,
          new CheckpointRetention.Unfinished());

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
