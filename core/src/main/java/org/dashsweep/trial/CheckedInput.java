package org.dashsweep.trial;

import java.util.Optional;
import java.util.function.Supplier;
import org.dashsweep.space.Parameter;
import org.dashsweep.weights.AbsentWeightsException;

/**
 * Something that a configuration names: read, or refused.
 *
 * @param <T> what it is
 * @param value empty if it cannot be used
 * @param problem why it cannot be used; empty if it can
 */
public record CheckedInput<T>(Optional<T> value, Optional<InputProblem> problem) {
  /**
   * Reads it.
   *
   * @param parameter which of the sweep's parameters names it
   * @param named what the sweep says
   * @param read throws what a trial would be refused for
   */
  public static <T> CheckedInput<T> of(Parameter<?> parameter, String named, Supplier<T> read) {
    try {
      return new CheckedInput<>(Optional.of(read.get()), Optional.empty());
    } catch (RuntimeException e) {
      if (!TrialFailures.isBadInput(e)) {
        throw e;
      }
      return new CheckedInput<>(
          Optional.empty(),
          Optional.of(
              new InputProblem(
                  parameter.name(),
                  named,
                  String.valueOf(e.getMessage()),
                  e instanceof AbsentWeightsException
                      ? InputProblem.Kind.AWAITED
                      : InputProblem.Kind.FAULT)));
    }
  }
}
