package org.dashsweep.adapter;

/** The change that a method made to what trains, before a forward pass. */
public enum TrainedChange {
  /** The same tensors train on. */
  NONE,
  /** Tensors were added to those that train. */
  ADDED,
  /** Tensors that train were given other values: the optimiser begins anew. */
  RESTARTED
}
