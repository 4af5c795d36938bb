package org.dashsweep.space;

import java.util.List;

/**
 * The part of a search space that one fine-tuning method adds.
 *
 * @param name in kebab case
 * @param description one line for people
 * @param parameters what it takes beyond the common parameters
 */
public record MethodSpace(String name, String description, List<Parameter<?>> parameters) {
  public MethodSpace {
    Parameter.requireName(name);
    parameters = List.copyOf(parameters);
  }
}
