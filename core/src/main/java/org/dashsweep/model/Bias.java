package org.dashsweep.model;

import java.util.List;

/** Says whether a linear layer or a norm adds a vector of its own. */
public enum Bias {
  ADDED,
  NONE;

  /** Returns the ends of the names of its tensors, that of the weight first. */
  List<String> parts() {
    return switch (this) {
      case ADDED -> List.of(".weight", ".bias");
      case NONE -> List.of(".weight");
    };
  }
}
