package org.dashsweep.model;

import org.dashsweep.adapter.AdapterSet;

/**
 * One trial's language model that reads from left to right: the frozen base it shares and its own
 * adapters. Confined to the trial's thread; closed by the trial.
 */
public interface CausalLanguageModel extends AutoCloseable {
  /** Returns the adapters in use. */
  AdapterSet adapters();

  /**
   * Runs the forward and the backward pass of a batch. It adds the gradients of the batch's loss to
   * the training tensors' gradients.
   *
   * @param batch if none of its tokens is predicted, the gradients are zeros
   * @param predicted divisor of the sum of the tokens' cross-entropies; at least 1. It is the
   *     number of predicted tokens of the whole update, of which this batch may be a part
   */
  Pass accumulate(CausalBatch batch, long predicted, DropoutSeeds seeds);

  /**
   * Returns for each sequence the sum of its predicted tokens' cross-entropies, without dropout and
   * without gradients.
   */
  double[] lossSums(CausalBatch batch);

  /**
   * Returns a decoder with the adapters as they are now, for as long as they stay so. The caller
   * closes it, before this.
   */
  CausalDecoder decoder();

  @Override
  void close();

  /**
   * A forward and a backward pass.
   *
   * @param loss sum of the tokens' cross-entropies over what it was to be divided by
   * @param forwardSeconds wall-clock
   * @param backwardSeconds wall-clock
   */
  record Pass(double loss, double forwardSeconds, double backwardSeconds) {}
}
