package org.dashsweep.sweep;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.dashsweep.space.TrialConfig;

/**
 * The trials that a run of a sweep would execute, and the finished ones.
 *
 * @param finished trials the store holds already, in the order of the sweep
 * @param remaining trials to run, longest expected first, so that no long one is left for the end;
 *     then by id
 * @param remainingCost sum of the expected costs of {@code remaining}, in the unit of the cost
 *     function
 */
public record Plan(List<Trial> finished, List<Trial> remaining, double remainingCost) {
  public Plan {
    finished = List.copyOf(finished);
    remaining = List.copyOf(remaining);
  }

  /**
   * Plans the trials that are missing.
   *
   * @param succeeded ids of trials that need not run again; ids of other sweeps do no harm
   * @param expectedCost the expected cost of a configuration, in any unit; asked once per missing
   *     trial
   * @throws IllegalArgumentException if a cost is negative or not finite
   */
  public static Plan of(
      List<Trial> trials, Set<String> succeeded, ToDoubleFunction<TrialConfig> expectedCost) {
    List<Trial> finished = new ArrayList<>();
    List<Priced> remaining = new ArrayList<>();
    double sum = 0;
    for (Trial trial : trials) {
      if (succeeded.contains(trial.id())) {
        finished.add(trial);
        continue;
      }
      double cost = expectedCost.applyAsDouble(trial.config());
      if (!(cost >= 0 && cost < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "The expected cost must be a number from 0: %s for %s",
                cost,
                trial.id()));
      }
      sum += cost;
      remaining.add(new Priced(trial, cost));
    }
    remaining.sort(
        Comparator.comparingDouble(Priced::cost)
            .reversed()
            .thenComparing(priced -> priced.trial().id()));
    return new Plan(finished, remaining.stream().map(Priced::trial).toList(), sum);
  }

  private record Priced(Trial trial, double cost) {}
}
