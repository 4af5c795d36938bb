package org.dashsweep.train;

import java.util.LinkedHashMap;
import java.util.Map;
import org.dashsweep.adapter.AdapterSet;
import org.dashsweep.model.DropoutSeeds;
import org.dashsweep.tensor.Tensor;

/**
 * What a training minimises: a model's mean loss over the terms of each update's examples. Confined
 * to the trial's thread.
 */
public interface Objective {
  /** The adapters that train. */
  AdapterSet adapters();

  /** Tensors beside the adapters that train, by name; empty if there are none. */
  Map<String, Tensor> head();

  /** All that trains now: {@code adapter.} or {@code head.} before its own name. */
  default Map<String, Tensor> parameters() {
    Map<String, Tensor> parameters = new LinkedHashMap<>();
    head().forEach((name, tensor) -> parameters.put("head." + name, tensor));
    adapters().trainedByName().forEach((name, tensor) -> parameters.put("adapter." + name, tensor));
    return parameters;
  }

  /** Tokens of each example, in the order of the examples' indices. */
  int[] lengths();

  /**
   * Terms that an example adds to the sum of which an update's loss is the mean: one where examples
   * are what is classified, its predicted tokens, of which there may be none, where tokens are.
   *
   * @param example an index
   */
  long terms(int example);

  /**
   * Runs the forward and the backward pass of some examples of an update, which adds the gradients
   * of their share of its loss to those of all that trains.
   *
   * @param examples indices
   * @param terms of all examples of the update, at least 1 even if they have none
   */
  Pass accumulate(int[] examples, long terms, DropoutSeeds seeds);

  /**
   * A forward and a backward pass.
   *
   * @param loss of its examples, summed over their terms and divided by those of the update
   * @param tokens real (never padded) tokens of its examples
   * @param forwardSeconds wall-clock, putting the batch together included
   * @param backwardSeconds wall-clock
   */
  record Pass(double loss, int tokens, double forwardSeconds, double backwardSeconds) {}
}
