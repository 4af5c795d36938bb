package org.dashsweep.trial;

import java.util.Objects;
import org.dashsweep.adapter.Launch;

/**
 * The state of a training that a trial is judged by and exports: its primary value, predictions,
 * directions and parameter counts are of this state.
 *
 * @param step updates done, from 0
 * @param choice why this state and no other
 * @param launch whether its directions were there
 */
public record EvaluatedState(int step, Choice choice, Launch launch) {
  /** How the state was chosen. */
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
