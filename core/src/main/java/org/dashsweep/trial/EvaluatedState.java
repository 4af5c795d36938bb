package org.dashsweep.trial;

import java.util.Objects;
import org.dashsweep.adapter.DirectionLaunch;

/**
 * The state of a training that a trial is judged by and exports. Its primary value, predictions,
 * directions and parameter counts belong to this state.
 *
 * @param step updates done, from 0
 * @param choice rule that chose it
 * @param launch position before or after the launch of its directions
 */
public record EvaluatedState(int step, Choice choice, DirectionLaunch launch) {
  /** Rule that chose the state. */
  public enum Choice {
    /** It is the last. */
    LAST_UPDATE,
    /** No other had a lower validation loss. */
    LOWEST_VALIDATION_LOSS
  }

  public EvaluatedState {
    if (step < 0) {
      throw new IllegalArgumentException("step must be at least 0: " + step);
    }
    Objects.requireNonNull(choice, "choice");
    Objects.requireNonNull(launch, "launch");
  }
}
