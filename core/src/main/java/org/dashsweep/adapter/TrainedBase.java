package org.dashsweep.adapter;

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
    return switch (this) {
      case NONE -> false;
      case BIASES -> tensor.parts().stream().allMatch(part -> part.name().contains("bias"));
      case ALL -> true;
    };
  }
}
