package org.dashsweep.space;

import java.util.List;
import java.util.Locale;

/** Which values of its kind a parameter takes. */
public sealed interface Constraint {
  /** Whether a canonical value satisfies the constraint. */
  boolean accepts(Object value);

  /** The constraint as the rest of a sentence, such as "at least 1"; empty if there is none. */
  String requirement();

  /** Whether the constraint says anything about values of that kind. */
  boolean suits(ParameterKind kind);

  /** Every value of the kind. */
  record Anything() implements Constraint {
    @Override
    public boolean accepts(Object value) {
      return true;
    }

    @Override
    public String requirement() {
      return "";
    }

    @Override
    public boolean suits(ParameterKind kind) {
      return true;
    }
  }

  /** Numbers from {@code minimum} on. */
  record AtLeast(double minimum) implements Constraint {
    @Override
    public boolean accepts(Object value) {
      return ((Number) value).doubleValue() >= minimum;
    }

    @Override
    public String requirement() {
      return "at least " + CanonicalJson.plain(minimum);
    }

    @Override
    public boolean suits(ParameterKind kind) {
      return kind.isNumeric();
    }
  }

  /** Numbers beyond {@code bound}. */
  record MoreThan(double bound) implements Constraint {
    @Override
    public boolean accepts(Object value) {
      return ((Number) value).doubleValue() > bound;
    }

    @Override
    public String requirement() {
      return "more than " + CanonicalJson.plain(bound);
    }

    @Override
    public boolean suits(ParameterKind kind) {
      return kind.isNumeric();
    }
  }

  /** Numbers from {@code minimum} to {@code maximum}, both included. */
  record Between(double minimum, double maximum) implements Constraint {
    @Override
    public boolean accepts(Object value) {
      double number = ((Number) value).doubleValue();
      return number >= minimum && number <= maximum;
    }

    @Override
    public String requirement() {
      return String.format(
          Locale.ROOT,
          "between %s and %s",
          CanonicalJson.plain(minimum),
          CanonicalJson.plain(maximum));
    }

    @Override
    public boolean suits(ParameterKind kind) {
      return kind.isNumeric();
    }
  }

  /** Numbers from {@code minimum} on that are below {@code bound}, as a dropout probability. */
  record AtLeastAndLessThan(double minimum, double bound) implements Constraint {
    @Override
    public boolean accepts(Object value) {
      double number = ((Number) value).doubleValue();
      return number >= minimum && number < bound;
    }

    @Override
    public String requirement() {
      return String.format(
          Locale.ROOT,
          "at least %s and less than %s",
          CanonicalJson.plain(minimum),
          CanonicalJson.plain(bound));
    }

    @Override
    public boolean suits(ParameterKind kind) {
      return kind.isNumeric();
    }
  }

  /** One of a few texts; of a list, every entry is one of them. */
  record OneOf(List<String> choices) implements Constraint {
    public OneOf {
      choices = List.copyOf(choices);
      if (choices.isEmpty()) {
        throw new IllegalArgumentException("There must be at least one choice");
      }
    }

    @Override
    public boolean accepts(Object value) {
      return value instanceof List<?> list ? choices.containsAll(list) : choices.contains(value);
    }

    @Override
    public String requirement() {
      return "one of " + choices;
    }

    @Override
    public boolean suits(ParameterKind kind) {
      return kind == ParameterKind.TEXT || kind == ParameterKind.TEXT_LIST;
    }
  }

  /** Every value of the kind. */
  static Constraint anything() {
    return new Anything();
  }

  /** Numbers from {@code minimum} on. */
  static Constraint atLeast(double minimum) {
    return new AtLeast(minimum);
  }

  /** Numbers beyond {@code bound}. */
  static Constraint moreThan(double bound) {
    return new MoreThan(bound);
  }

  /** Numbers from {@code minimum} to {@code maximum}, both included. */
  static Constraint between(double minimum, double maximum) {
    return new Between(minimum, maximum);
  }

  /** Numbers from {@code minimum} on that are below {@code bound}. */
  static Constraint atLeastAndLessThan(double minimum, double bound) {
    return new AtLeastAndLessThan(minimum, bound);
  }

  /** One of a few texts; of a list, every entry is one of them. */
  static Constraint oneOf(String... choices) {
    return new OneOf(List.of(choices));
  }
}
