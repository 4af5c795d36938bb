package org.dashsweep.adapter;

/** The unit in which the pre-launch phase of LoRA-Dash is counted. */
public enum DirectionLaunchCount {
  /** Optimiser updates, as the paper says. */
  UPDATES,
  /**
   * Calls of each layer, evaluation included, as the authors' code counts. A forward pass is one,
   * unless {@link AdaptedBase#callsPerForward} says more.
   */
  FORWARD_CALLS
}
