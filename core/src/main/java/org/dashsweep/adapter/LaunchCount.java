package org.dashsweep.adapter;

/** What the pre-launch phase of LoRA-Dash is counted in. */
public enum LaunchCount {
  /** Optimiser updates, as the paper says. */
  UPDATES,
  /**
   * Calls of each layer, evaluation included, as the authors' code counts. A forward pass is one,
   * unless {@link FrozenWeights#callsPerForward} says more.
   */
  FORWARD_CALLS
}
