package org.dashsweep.space;

import java.util.List;
import java.util.function.Predicate;

/**
 * What the values of several parameters owe one another, such as a micro-batch that divides the
 * batch.
 *
 * @param parameters the parameters it reads; cells that lack one of them are not checked
 * @param requirement one readable sentence, such as "batch-size must be a multiple of
 *     micro-batch-size"
 * @param holds whether a configuration keeps it
 */
public record Rule(List<String> parameters, String requirement, Predicate<TrialConfig> holds) {
  public Rule {
    parameters = List.copyOf(parameters);
    if (parameters.isEmpty()) {
      throw new IllegalArgumentException("A rule reads at least one parameter: " + requirement);
    }
  }
}
