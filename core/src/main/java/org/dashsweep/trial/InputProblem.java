package org.dashsweep.trial;

import java.util.Locale;
import java.util.Optional;
import org.dashsweep.space.Parameter;

/**
 * A problem with an input that a sweep names: a model, an adapter, a data set, or a setting that
 * does not fit them.
 *
 * @param parameter of the sweep that names it
 * @param value in the sweep
 * @param message with the fault, the paths looked at, and the remedy
 * @param kind of problem
 */
public record InputProblem(String parameter, String value, String message, Kind kind) {
  /** A kind of problem. */
  public enum Kind {
    /** It has to be mended. */
    FAULT,
    /** Weights are not there yet, of a model whose configuration is. */
    AWAITED
  }

  /** A fault. */
  public InputProblem(String parameter, String value, String message) {
    this(parameter, value, message, Kind.FAULT);
  }

  /**
   * Finds the fault of a model or data set, if it has any.
   *
   * @param use throws what reading the model or the data throws
   */
  public static Optional<InputProblem> of(Parameter<?> parameter, String value, Runnable use) {
    return CheckedInput.of(
            parameter,
            value,
            () -> {
              use.run();
              return "used";
            })
        .problem();
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%s: %s: %s", parameter, value, message);
  }
}
