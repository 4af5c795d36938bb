package org.dashsweep.trial;

import java.util.Locale;
import org.dashsweep.sweep.Rung;

/** A trial that was stopped at a rung because others are more promising. */
public final class TrialStoppedException extends RuntimeException {
  private final transient Rung rung;

  public TrialStoppedException(String trialId, Rung rung) {
    super(
        String.format(
            Locale.ROOT,
            "Trial %s was stopped at step %d with %s %s",
            trialId,
            rung.step(),
            rung.metric(),
            rung.value()));
    this.rung = rung;
  }

  /** Returns the rung at which it was stopped. */
  public Rung rung() {
    return rung;
  }
}
