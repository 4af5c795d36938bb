package org.dashsweep.jobs.run;

import java.io.Serializable;
import java.time.Duration;

/**
 * Which checkpoints an output directory keeps of trials that do not run. That of a trial that was
 * stopped is always kept until its sweep runs again, that of one that has succeeded never.
 */
public sealed interface CheckpointRetention extends Serializable {
  /** Whether that of a trial that failed, but might go on, stays. */
  boolean keepsFailed();

  /**
   * Whether one that is found when a run starts stays.
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

  /** For so long, of whatever sweep. */
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
