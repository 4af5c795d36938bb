package org.dashsweep.jobs.analysis.result;

/** The verdict on a random forest that predicts a metric from the settings. */
public enum Finding {
  /** The whole interval of R² on held-out trials is above 0. */
  PREDICTS,
  /** The interval of R² reaches 0 or below, so that the forest gives no importance. */
  NOTHING,
  /** There are too few trials, or no setting varies. */
  TOO_FEW,
  /** Every trial has the same value. */
  CONSTANT
}
