package org.dashsweep.jobs.run.driver;

/** A run that stopped before all its trials had ended, by a rule of the user's. */
public final class SweepStoppedException extends RuntimeException {
  SweepStoppedException(String reason) {
    super(reason);
  }
}
