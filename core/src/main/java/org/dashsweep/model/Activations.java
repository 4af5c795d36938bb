package org.dashsweep.model;

/** The activations that a forward pass in training keeps for the backward pass. */
public enum Activations {
  /** All that gradients need. */
  KEPT,
  /**
   * Each block's input alone; the block runs again in the backward pass, with the same dropout
   * masks. The gradients are the same to the bit on a CPU.
   */
  RECOMPUTED
}
