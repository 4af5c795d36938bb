package org.dashsweep.verification;

import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import org.dashsweep.model.WeightIndex;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;
import org.jspecify.annotations.Nullable;

/** Compares accumulated gradients with a reference's, {@code grad.NAME}. */
final class Gradients {
  private final ReferenceFile reference;
  private final List<WeightIndex> weights;

  /**
   * Gradients of a model.
   *
   * @param weights its tensors, in one or several parts
   */
  Gradients(ReferenceFile reference, List<WeightIndex> weights) {
    this.reference = reference;
    this.weights = List.copyOf(weights);
  }

  /**
   * Compares all that the reference asks for.
   *
   * @param prefix before {@code grad.}
   * @throws org.dashsweep.weights.CheckpointException if the model has no tensor of a name
   */
  void compare(Checks checks, String prefix) {
    String start = prefix + "grad.";
    SortedSet<String> asked = reference.startingWith(start);
    if (asked.isEmpty()) {
      return;
    }
    try (TensorScope scope = TensorScope.open()) {
      Tolerance tolerance = Tolerances.gradient(largest(scope));
      for (String name : asked) {
        @Nullable Tensor gradient = gradient(scope, name, name.substring(start.length()));
        if (gradient == null) {
          checks.incomparable(name, "the loss does not depend on it");
        } else {
          checks.compare(
              name, gradient.floats(), Arrays.stream(gradient.shape()).boxed().toList(), tolerance);
        }
      }
    }
  }

  private @Nullable Tensor gradient(TensorScope scope, String asked, String name) {
    for (WeightIndex index : weights) {
      if (index.names().contains(name)) {
        return index.gradient(scope, name);
      }
    }
    throw reference.problem(
        asked, "asks for the gradient of a tensor that the model does not have");
  }

  private double largest(TensorScope scope) {
    double largest = 0;
    for (WeightIndex index : weights) {
      for (String name : index.names()) {
        @Nullable Tensor gradient = index.gradient(scope, name);
        if (gradient != null) {
          for (float value : gradient.floats()) {
            largest = Math.max(largest, Math.abs(value));
          }
        }
      }
    }
    return largest;
  }
}
