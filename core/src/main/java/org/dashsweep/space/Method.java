package org.dashsweep.space;

import java.util.List;

/**
 * A fine-tuning method as a sweep sees it.
 *
 * @param name in kebab case
 * @param description one line for people
 * @param parameters what it takes beyond the common parameters
 */
public record Method(String name, String description, List<Parameter<?>> parameters) {
  public Method {
    Parameter.requireName(name);
    parameters = List.copyOf(parameters);
  }
}
