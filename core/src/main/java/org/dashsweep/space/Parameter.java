package org.dashsweep.space;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The one declaration of a trial's setting: its name, type, unit, range, default and meaning.
 *
 * @param <T> what its values are in Java
 */
public final class Parameter<T> {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(-[a-z][a-z0-9]*)*");

  private final String name;
  private final String description;
  private final Values<T> values;
  private final Presence presence;
  private final @Nullable Object introducedAs;
  private final @Nullable Object countedAs;

  Parameter(
      String name,
      String description,
      Values<T> values,
      Presence presence,
      @Nullable Object introducedAs,
      @Nullable Object countedAs) {
    requireName(name);
    if (description.isBlank() || description.lines().count() != 1) {
      throw new IllegalArgumentException(name + " needs a description of one line: " + description);
    }
    this.name = name;
    this.description = description;
    this.values = values;
    this.presence =
        presence instanceof Presence.Defaulted defaulted
            ? new Presence.Defaulted(values.checked(name, defaulted.value()))
            : presence;
    // Absent and equal to the old behaviour would be two configurations with one id.
    this.introducedAs = besideDefault(introducedAs, "was introduced later");
    this.countedAs = besideDefault(countedAs, "changes no result");
  }

  private @Nullable Object besideDefault(@Nullable Object value, String reason) {
    if (value == null) {
      return null;
    }
    if (!(presence instanceof Presence.Defaulted)) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%s %s, so it needs a default", name, reason));
    }
    return values.checked(name, value);
  }

  /** The rule for a parameter that a sweep does not set. */
  public sealed interface Presence {
    /** The sweep is in error. */
    record Required() implements Presence {}

    /** The configuration does not have the parameter. */
    record Optional() implements Presence {}

    /** The configuration has this canonical value. */
    record Defaulted(Object value) implements Presence {}

    /** The configuration has the value of this arithmetic expression over its other parameters. */
    record Computed(String expression) implements Presence {}
  }

  /** A parameter of texts. */
  public static ParameterDraft<String> text(String name, String description) {
    return new ParameterDraft<>(name, description, Values.texts());
  }

  /** A parameter of integers of 32 bits. */
  public static ParameterDraft.OfNumbers<Integer> integer(String name, String description) {
    return new ParameterDraft.OfNumbers<>(name, description, Values.integers());
  }

  /** A parameter of finite numbers. */
  public static ParameterDraft.OfNumbers<Double> decimal(String name, String description) {
    return new ParameterDraft.OfNumbers<>(name, description, Values.decimals());
  }

  /** A parameter that is true or false. */
  public static ParameterDraft<Boolean> flag(String name, String description) {
    return new ParameterDraft<>(name, description, Values.flags());
  }

  /** A parameter of sets of texts, read in their natural order. */
  public static ParameterDraft<List<String>> texts(String name, String description) {
    return new ParameterDraft<>(name, description, Values.lists());
  }

  /** A parameter of one constant of an enum, spelled as by {@link #spelling}. */
  public static <E extends Enum<E>> ParameterDraft<E> choice(
      String name, Class<E> type, String description) {
    return choice(name, Arrays.asList(type.getEnumConstants()), Parameter::spelling, description);
  }

  /** A parameter of one of a few values, each of its own spelling. */
  public static <T> ParameterDraft<T> choice(
      String name, Collection<T> values, Function<T, String> spelling, String description) {
    return new ParameterDraft<>(name, description, Values.oneOf(values, spelling));
  }

  /** A parameter of some of a few values, read in their order here. */
  public static <T> ParameterDraft<List<T>> choices(
      String name, Collection<T> values, Function<T, String> spelling, String description) {
    return new ParameterDraft<>(name, description, Values.someOf(values, spelling));
  }

  /**
   * A parameter of sets of names, the known ones read first and in their order here. Others are
   * names that a {@link DescriptionBlock} may give a meaning.
   */
  public static ParameterDraft<List<String>> names(
      String name, Collection<String> known, String description) {
    return new ParameterDraft<>(name, description, Values.namesOf(known));
  }

  /** An enum's constant in kebab case: {@code KEYS_ONLY} is keys-only. */
  public static String spelling(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The same parameter with another default. */
  public Parameter<T> withDefault(T value) {
    return new Parameter<>(
        name,
        description,
        values,
        new Presence.Defaulted(values.write().apply(value)),
        introducedAs,
        countedAs);
  }

  /** The same parameter with another description. */
  public Parameter<T> describedAs(String other) {
    return new Parameter<>(name, other, values, presence, introducedAs, countedAs);
  }

  /** The same parameter, as one that came later: see {@code Trial} for what that means. */
  public Parameter<T> withIntroducedAs(T value) {
    return new Parameter<>(
        name, description, values, presence, values.write().apply(value), countedAs);
  }

  /** The same parameter, as one that changes no result: see {@code Trial} for what that means. */
  public Parameter<T> withCountedAs(T value) {
    return new Parameter<>(
        name, description, values, presence, introducedAs, values.write().apply(value));
  }

  /**
   * In kebab case, every word beginning with a letter: {@code rank-1} in an expression can only be
   * a subtraction.
   */
  public String name() {
    return name;
  }

  /** One line on what it is. */
  public String description() {
    return description;
  }

  /** The kind of its canonical values. */
  public ParameterKind kind() {
    return values.kind();
  }

  /** The unit of numbers, such as tokens; empty where there is none. */
  public String unit() {
    return values.unit();
  }

  /** The range of its canonical values. */
  public Constraint constraint() {
    return values.constraint();
  }

  /** Returns the rule for a sweep that does not set it. */
  public Presence presence() {
    return presence;
  }

  /**
   * The value that does what the program did before the parameter came, left out of trial ids; null
   * for a parameter without such a past.
   */
  public @Nullable Object introducedAs() {
    return introducedAs;
  }

  /**
   * The value that trial ids have for a parameter that changes what a trial costs and nothing of
   * its results; null for all others.
   */
  public @Nullable Object countedAs() {
    return countedAs;
  }

  /**
   * Returns the requirement that a canonical value fails, such as "at least 1"; null if it fits.
   */
  public @Nullable String violated(Object value) {
    return values.violated(value);
  }

  /** The value in Java of a canonical one. */
  T read(Object value) {
    return values.read().apply(value);
  }

  static void requireName(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("Names are in kebab case, such as learning-rate: " + name);
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
