package org.dashsweep.space;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The values of its kind that a parameter takes. */
public sealed interface Constraint {
  /** Tells whether a canonical value satisfies the constraint. */
  boolean accepts(Object value);

  /** The constraint as the rest of a sentence, such as "at least 1"; empty if there is none. */
  String requirement();

  /** The constraint in the keywords of JSON Schema. */
  Map<String, Object> keywords();

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
    public Map<String, Object> keywords() {
      return Map.of();
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
    public Map<String, Object> keywords() {
      return Map.of("minimum", number(minimum));
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
    public Map<String, Object> keywords() {
      return Map.of("exclusiveMinimum", number(bound));
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
    public Map<String, Object> keywords() {
      return Map.of("minimum", number(minimum), "maximum", number(maximum));
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
    public Map<String, Object> keywords() {
      return Map.of("minimum", number(minimum), "exclusiveMaximum", number(bound));
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
    public Map<String, Object> keywords() {
      return Map.of("enum", choices);
    }
  }

  private static BigDecimal number(double bound) {
    return new BigDecimal(CanonicalJson.plain(bound));
  }
}
