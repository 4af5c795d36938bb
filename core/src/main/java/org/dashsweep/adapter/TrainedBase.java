package org.dashsweep.adapter;

import java.util.Collection;
import java.util.Locale;

/** The share of a base model that trains itself, in copies of the trial's own. */
public enum TrainedBase {
  /** Nothing: the base is shared as it is. */
  NONE,
  /** Whatever is called a bias. */
  BIASES,
  /** All of it. */
  ALL;

  /** Tells whether a tensor of the base trains. */
  public boolean trains(BaseTensor tensor) {
    return tensor.parts().stream().allMatch(part -> trains(part.name()));
  }

  private boolean trains(String tensor) {
    return switch (this) {
      case NONE -> false;
      case BIASES -> tensor.contains("bias");
      case ALL -> true;
    };
  }

  /**
   * Requires a method that trains some of the base to find it there.
   *
   * @param tensors the checkpoint's names of the base's tensors, without the task's head
   * @throws IllegalArgumentException naming the method
   */
  public static void requireAny(Method method, Collection<String> tensors) {
    TrainedBase share = method.trainedBase();
    if (share != NONE && tensors.stream().noneMatch(share::trains)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s finds nothing to train in this model, which has no biases; use full or lora",
              method.name()));
    }
  }
}
