package org.dashsweep.space;

import java.math.BigDecimal;
import java.util.regex.Pattern;

/**
 * The notation of numbers in a sweep file: decimal, as in YAML 1.2 and JSON. YAML 1.1, as SnakeYAML
 * reads it, takes 5e-4 for a text, 010 for 8 and 1:30 for 90. Here the first is a number and the
 * others are errors.
 */
public final class Numbers {
  /** A number without sign; no leading zeros. */
  static final String UNSIGNED =
      "(?:(?:0|[1-9][0-9]*)(?:\\.[0-9]*)?|\\.[0-9]+)(?:[eE][-+]?[0-9]+)?";

  private static final Pattern NUMBER = Pattern.compile("[-+]?" + UNSIGNED);
  private static final Pattern WHOLE = Pattern.compile("[-+]?(?:0|[1-9][0-9]*)");

  // Reading digits takes time that grows with their square.
  private static final int LONGEST = 100;

  private Numbers() {}

  public static boolean isNumber(String text) {
    return text.length() <= LONGEST && NUMBER.matcher(text).matches();
  }

  public static boolean isWhole(String text) {
    return WHOLE.matcher(text).matches();
  }

  /**
   * Reads a number.
   *
   * @throws IllegalArgumentException if a double cannot hold its size
   */
  public static BigDecimal decimal(String text) {
    double number = Double.parseDouble(text);
    // Such exponents would make exact arithmetic on them arbitrarily expensive.
    if (Double.isInfinite(number) || (number == 0 && text.matches("[^eE]*[1-9].*"))) {
      throw new IllegalArgumentException("is beyond the range of a double");
    }
    return number == 0 ? BigDecimal.ZERO : new BigDecimal(text);
  }

  /**
   * The canonical value of that kind.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Object canonical(BigDecimal number, ParameterKind kind) {
    if (kind == ParameterKind.INTEGER) {
      try {
        return number.longValueExact();
      } catch (ArithmeticException e) {
        throw new IllegalArgumentException("is not an integer of 64 bits", e);
      }
    }
    double value = number.doubleValue();
    if (Double.isInfinite(value)) {
      throw new IllegalArgumentException("is beyond the range of a double");
    }
    return kind.canonical(value);
  }

  /** The number that a value of a numeric parameter stands for in an expression. */
  public static BigDecimal ofValue(Object value) {
    return value instanceof Long whole
        ? BigDecimal.valueOf(whole)
        : CanonicalJson.decimal((Double) value);
  }
}
