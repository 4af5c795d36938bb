package org.dashsweep.jobs.run.protocol;

import java.io.Serializable;
import java.time.Duration;

/**
 * The rule for the checkpoints that an output directory keeps of trials that do not run. A stopped
 * trial's checkpoint is always kept until its sweep runs again. A succeeded trial's never is.
 */
public sealed interface CheckpointRetention extends Serializable {
  /** Returns whether the checkpoint of a trial that failed, but might go on, stays. */
  boolean keepsFailed();

  /**
   * Returns whether one that is found when a run starts stays.
   *
   * @param asked whether the sweep has the trial
   * @param age since it was last written
   */
  boolean keepsFound(boolean asked, Duration age);

  /** All of them. */
  record Unfinished() implements CheckpointRetention {
    @Override
    public boolean keepsFailed() {
      return true;
    }

    @Override
    public boolean keepsFound(boolean asked, Duration age) {
      return true;
    }

    @Override
    public String toString() {
      return "unfinished";
    }
  }

  /** None, of whatever sweep. */
  record None() implements CheckpointRetention {
    @Override
    public boolean keepsFailed() {
      return false;
    }

    @Override
    public boolean keepsFound(boolean asked, Duration age) {
      return asked;
    }

    @Override
    public String toString() {
      return "none";
    }
  }

  /** Checkpoints are kept for this duration, whatever their sweep. */
  record Lasting(Duration duration) implements CheckpointRetention {
    @Override
    public boolean keepsFailed() {
      return true;
    }

    @Override
    public boolean keepsFound(boolean asked, Duration age) {
      return age.compareTo(duration) <= 0;
    }

    @Override
    public String toString() {
      return duration.toHours() + "h";
    }
  }
}
