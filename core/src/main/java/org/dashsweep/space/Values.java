package org.dashsweep.space;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The values of a parameter, in a configuration and in Java.
 *
 * @param <T> what they are in Java
 * @param kind of the canonical values
 * @param unit of numbers, such as tokens; empty where there is none
 * @param constraint on the canonical values
 * @param write gives the canonical value of one in Java
 * @param read gives the value in Java of a canonical one
 */
record Values<T>(
    ParameterKind kind,
    String unit,
    Constraint constraint,
    Function<T, Object> write,
    Function<Object, T> read) {
  static Values<String> texts() {
    return of(ParameterKind.TEXT, text -> text, String.class::cast);
  }

  static Values<Integer> integers() {
    return of(ParameterKind.INTEGER, Integer::longValue, value -> Math.toIntExact((Long) value));
  }

  static Values<Double> decimals() {
    return of(ParameterKind.DECIMAL, number -> number, Double.class::cast);
  }

  static Values<Boolean> flags() {
    return of(ParameterKind.BOOLEAN, flag -> flag, Boolean.class::cast);
  }

  static Values<List<String>> lists() {
    return of(ParameterKind.TEXT_LIST, list -> list, Values::list);
  }

  /** One of a few values. */
  static <T> Values<T> oneOf(Collection<T> choices, Function<T, String> spelling) {
    return of(
            ParameterKind.TEXT,
            (T value) -> spelling.apply(value),
            text -> spelled(choices, spelling, List.of(text)).get(0))
        .within(new Constraint.OneOf(choices.stream().map(spelling).toList()));
  }

  /** Some of a few values, in the order of the choices. */
  static <T> Values<List<T>> someOf(Collection<T> choices, Function<T, String> spelling) {
    return of(
            ParameterKind.TEXT_LIST,
            (List<T> list) -> list.stream().map(spelling).toList(),
            texts -> spelled(choices, spelling, list(texts)))
        .within(new Constraint.OneOf(choices.stream().map(spelling).toList()));
  }

  /** Names, of which some are known: these come first, in the order given. */
  static Values<List<String>> namesOf(Collection<String> known) {
    return of(
            ParameterKind.TEXT_LIST,
            (List<String> names) -> (Object) names,
            texts -> {
              List<String> names = list(texts);
              return Stream.concat(
                      known.stream().filter(names::contains),
                      names.stream().filter(name -> !known.contains(name)))
                  .toList();
            })
        .within(new Constraint.OneOf(List.copyOf(known)));
  }

  private static <T> Values<T> of(
      ParameterKind kind, Function<T, Object> write, Function<Object, T> read) {
    return new Values<>(kind, "", new Constraint.Anything(), write, read);
  }

  private static List<String> list(Object texts) {
    return ((List<?>) texts).stream().map(String.class::cast).toList();
  }

  private static <T> List<T> spelled(
      Collection<T> choices, Function<T, String> spelling, List<?> texts) {
    List<T> found =
        choices.stream().filter(choice -> texts.contains(spelling.apply(choice))).toList();
    if (found.size() != texts.size()) {
      throw new IllegalArgumentException("There are more choices than are declared: " + texts);
    }
    return found;
  }

  Values<T> within(Constraint range) {
    return new Values<>(kind, unit, range, write, read);
  }

  Values<T> in(String other) {
    return new Values<>(kind, other, constraint, write, read);
  }

  /**
   * Returns the requirement that a canonical value fails, such as "at least 1"; null if it fits.
   */
  @Nullable String violated(Object value) {
    if (!constraint.accepts(value)) {
      return constraint.requirement();
    }
    return value instanceof Long number && number != number.intValue()
        ? "an integer of 32 bits"
        : null;
  }

  /** The canonical form of a value that a declaration names. */
  Object checked(String parameter, Object value) {
    Object canonical = kind.canonical(value);
    @Nullable String requirement = violated(canonical);
    if (requirement != null) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%s must be %s: %s", parameter, requirement, value));
    }
    return canonical;
  }
}
