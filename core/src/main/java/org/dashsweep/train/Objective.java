package org.dashsweep.train;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.dashsweep.adapter.AdapterSet;
import org.dashsweep.model.DropoutSeeds;
import org.dashsweep.tensor.Tensor;

/**
 * The function that a training minimises: a model's mean loss over the terms of each update's
 * examples. Confined to the trial's thread.
 */
public interface Objective {
  /** The prefix of adapters' tensors among the names of {@link #parameters}. */
  String ADAPTER = "adapter.";

  /** Returns the adapters that train. */
  AdapterSet adapters();

  /** Tensors beside the adapters that train, by name; empty if there are none. */
  Map<String, Tensor> head();

  /** Returns all that trains now: {@code adapter.} or {@code head.} before its own name. */
  default Map<String, Tensor> parameters() {
    Map<String, Tensor> parameters = new LinkedHashMap<>();
    head().forEach((name, tensor) -> parameters.put("head." + name, tensor));
    adapters().trainedByName().forEach((name, tensor) -> parameters.put(ADAPTER + name, tensor));
    return parameters;
  }

  /**
   * Returns the full name in an adapter set of one of {@link #parameters}; empty for the head's.
   */
  static Optional<String> adapterTensor(String parameter) {
    return parameter.startsWith(ADAPTER)
        ? Optional.of(parameter.substring(ADAPTER.length()))
        : Optional.empty();
  }

  /** Returns tokens of each example, in the order of the examples' indices. */
  int[] lengths();

  /**
   * Returns the number of loss terms of an example: 1 for classification; the number of predicted
   * tokens (possibly 0) for language models. The update's loss is the mean over all terms.
   *
   * @param example an index
   */
  long terms(int example);

  /**
   * Runs the forward and the backward pass of some examples of an update. It adds the gradients of
   * their share of the loss to the gradients of all trained tensors.
   *
   * @param examples indices
   * @param terms of all examples of the update, at least 1 even if they have none
   */
  Pass accumulate(int[] examples, long terms, DropoutSeeds seeds);

  /**
   * A forward and a backward pass.
   *
   * @param loss of its examples, summed over their terms and divided by the update's number of
   *     terms
   * @param tokens real (never padded) tokens of its examples
   * @param forwardSeconds wall-clock, including the assembly of the batch
   * @param backwardSeconds wall-clock
   */
  record Pass(double loss, int tokens, double forwardSeconds, double backwardSeconds) {}
}
