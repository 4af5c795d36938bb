package org.dashsweep.space;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Recursive descent over {@code sum = product (± product)*} and its like. */
final class ExpressionParser {
  // Also bounds how deep parentheses can nest.
  private static final int LONGEST = 200;
  private static final Pattern TOKEN =
      Pattern.compile(
          "\\s*(?:(?<number>"
              + Numbers.UNSIGNED
              + ")(?![\\w.])|(?<name>[a-z][a-z0-9]*"
              + "(?:-[a-z][a-z0-9]*)*)(?![\\w])|(?<sign>[-+*/()]))");

  private final List<String> tokens = new ArrayList<>();
  private int next;

  ExpressionParser(String text) {
    if (text.length() > LONGEST) {
      throw new IllegalArgumentException("is longer than " + LONGEST + " characters");
    }
    String trimmed = text.strip();
    Matcher matcher = TOKEN.matcher(trimmed);
    int position = 0;
    while (position < trimmed.length()) {
      if (!matcher.find(position) || matcher.start() != position) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT, "cannot be read from \"%s\" on", trimmed.substring(position).strip()));
      }
      tokens.add(matcher.group().strip());
      position = matcher.end();
    }
  }

  Expression parse() {
    Expression expression = sum();
    if (next < tokens.size()) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "has \"%s\" too many", tokens.get(next)));
    }
    return expression;
  }

  private Expression sum() {
    Expression left = product();
    while (true) {
      if (accept("+")) {
        left = new Expression.Binary(Expression.Operator.ADD, left, product());
      } else if (accept("-")) {
        left = new Expression.Binary(Expression.Operator.SUBTRACT, left, product());
      } else {
        return left;
      }
    }
  }

  private Expression product() {
    Expression left = factor();
    while (true) {
      if (accept("*")) {
        left = new Expression.Binary(Expression.Operator.MULTIPLY, left, factor());
      } else if (accept("/")) {
        left = new Expression.Binary(Expression.Operator.DIVIDE, left, factor());
      } else {
        return left;
      }
    }
  }

  private Expression factor() {
    if (accept("-")) {
      Expression zero = new Expression.Constant(BigDecimal.ZERO);
      return new Expression.Binary(Expression.Operator.SUBTRACT, zero, factor());
    }
    if (accept("(")) {
      Expression inner = sum();
      if (!accept(")")) {
        throw new IllegalArgumentException("lacks a closing parenthesis");
      }
      return inner;
    }
    if (next == tokens.size()) {
      throw new IllegalArgumentException("ends too early");
    }
    String token = tokens.get(next++);
    if (Character.isLetter(token.charAt(0))) {
      return new Expression.Name(token);
    }
    if ("+*/)".contains(token)) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "has \"%s\" where a value is expected", token));
    }
    return new Expression.Constant(Numbers.decimal(token));
  }

  private boolean accept(String token) {
    boolean found = next < tokens.size() && tokens.get(next).equals(token);
    if (found) {
      next++;
    }
    return found;
  }
}
