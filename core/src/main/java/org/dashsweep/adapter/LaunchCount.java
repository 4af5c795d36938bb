package org.dashsweep.adapter;

/** What the pre-launch phase of LoRA-Dash is counted in. */
public enum LaunchCount {
  /** Optimiser updates, as the paper says. */
  UPDATES,
  /** Forward passes of the model, evaluation included, as the authors' code counts. */
  FORWARD_CALLS
}
