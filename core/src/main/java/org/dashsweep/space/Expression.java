package org.dashsweep.space;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Arithmetic over the numeric parameters of a configuration, in decimal: 0.1 * 3 is 0.3, not
 * 0.30000000000000004.
 */
public sealed interface Expression {
  /** The characters of expressions, as a regular expression that editors know too. */
  String CHARACTERS = "^[-+*/().\\w\\s]+$";

  /**
   * The value.
   *
   * @param values the value of each of the {@link #names()}
   * @throws ArithmeticException if it divides by zero or leaves the range of numbers
   */
  BigDecimal evaluate(Function<String, BigDecimal> values);

  /** Adds the parameters it reads to {@code names}. */
  void collectNames(SortedSet<String> names);

  /** The parameters it reads. */
  default SortedSet<String> names() {
    SortedSet<String> names = new TreeSet<>();
    collectNames(names);
    return names;
  }

  /**
   * Reads an expression of numbers, names, + - * / and parentheses.
   *
   * @throws IllegalArgumentException if it is not one
   */
  static Expression parse(String text) {
    return new ExpressionParser(text).parse();
  }

  /** A number. */
  record Constant(BigDecimal value) implements Expression {
    @Override
    public BigDecimal evaluate(Function<String, BigDecimal> values) {
      return value;
    }

    @Override
    public void collectNames(SortedSet<String> names) {}
  }

  /** A parameter. */
  record Name(String name) implements Expression {
    @Override
    public BigDecimal evaluate(Function<String, BigDecimal> values) {
      return values.apply(name);
    }

    @Override
    public void collectNames(SortedSet<String> names) {
      names.add(name);
    }
  }

  /** Two operands and what is done with them. */
  record Binary(Operator operator, Expression left, Expression right) implements Expression {
    @Override
    public BigDecimal evaluate(Function<String, BigDecimal> values) {
      return operator.apply(left.evaluate(values), right.evaluate(values));
    }

    @Override
    public void collectNames(SortedSet<String> names) {
      left.collectNames(names);
      right.collectNames(names);
    }
  }

  /** The four operations. */
  enum Operator {
    ADD,
    SUBTRACT,
    MULTIPLY,
    DIVIDE;

    private BigDecimal apply(BigDecimal left, BigDecimal right) {
      // Rounded to 34 digits, which also keeps 1e300 + 1e-300 from growing without bound.
      MathContext digits = MathContext.DECIMAL128;
      return switch (this) {
        case ADD -> left.add(right, digits);
        case SUBTRACT -> left.subtract(right, digits);
        case MULTIPLY -> left.multiply(right, digits);
        case DIVIDE -> {
          if (right.signum() == 0) {
            throw new ArithmeticException("divides by zero");
          }
          yield left.divide(right, digits);
        }
      };
    }
  }
}
