package org.dashsweep.space;

import java.util.List;
import java.util.function.Predicate;

/**
 * A condition on the values of several parameters, such as a micro-batch that divides the batch.
 *
 * @param parameters the parameters it reads; configurations that lack one of them keep it
 * @param requirement one readable sentence, such as "batch-size must be a multiple of
 *     micro-batch-size"
 * @param holds whether a configuration that has them keeps it
 */
public record Rule(
    List<Parameter<?>> parameters, String requirement, Predicate<TrialConfig> holds) {
  public Rule {
    parameters = List.copyOf(parameters);
    if (parameters.isEmpty()) {
      throw new IllegalArgumentException("A rule reads at least one parameter: " + requirement);
    }
  }

  /** Tells whether a configuration keeps it. */
  public boolean isKeptBy(TrialConfig config) {
    return !parameters.stream().allMatch(config::has) || holds.test(config);
  }
}
