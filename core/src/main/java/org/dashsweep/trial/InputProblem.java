package org.dashsweep.trial;

/**
 * A model or data set that a sweep names and that cannot be used.
 *
 * @param parameter which of the sweep's parameters names it
 * @param value what the sweep says
 * @param message what is wrong, the paths looked at, and what to do about it
 */
public record InputProblem(String parameter, String value, String message) {
  @Override
  public String toString() {
    return "%s: %s: %s".formatted(parameter, value, message);
  }
}
