package org.dashsweep.trial;

import java.util.Locale;
import java.util.Optional;
import org.dashsweep.space.Parameter;

/**
 * Something that a sweep names and that cannot be used: a model, an adapter, a data set, a setting
 * that does not fit them.
 *
 * @param parameter which of the sweep's parameters names it
 * @param value what the sweep says
 * @param message what is wrong, the paths looked at, and what to do about it
 */
public record InputProblem(String parameter, String value, String message) {
  /**
   * What is wrong with a model or data set, if anything is.
   *
   * @param use throws what reading the model or the data throws
   */
  public static Optional<InputProblem> of(Parameter<?> parameter, String value, Runnable use) {
    return Checked.of(
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
