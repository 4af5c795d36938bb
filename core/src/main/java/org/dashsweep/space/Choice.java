package org.dashsweep.space;

import java.util.List;

/**
 * Optional parameters that exclude one another.
 *
 * @param arity how many of them a configuration has
 * @param parameters at least two
 */
public record Choice(Arity arity, List<Parameter<?>> parameters) {
  public Choice {
    parameters = List.copyOf(parameters);
    if (parameters.size() < 2) {
      throw new IllegalArgumentException("A choice is between two parameters: " + parameters);
    }
  }

  /** The number of the parameters that a configuration has. */
  public enum Arity {
    EXACTLY_ONE("exactly one of "),
    AT_MOST_ONE("at most one of ");

    private final String phrase;

    Arity(String phrase) {
      this.phrase = phrase;
    }
  }

  /** Parameters of which every configuration has one. */
  public static Choice exactlyOneOf(Parameter<?>... parameters) {
    return new Choice(Arity.EXACTLY_ONE, List.of(parameters));
  }

  /** Parameters of which a configuration has one or none. */
  public static Choice atMostOneOf(Parameter<?>... parameters) {
    return new Choice(Arity.AT_MOST_ONE, List.of(parameters));
  }

  /** Their names. */
  public List<String> names() {
    return parameters.stream().map(Parameter::name).toList();
  }

  /** Such as "exactly one of optimizer-steps, epochs". */
  public String requirement() {
    return arity.phrase + String.join(", ", names());
  }
}
