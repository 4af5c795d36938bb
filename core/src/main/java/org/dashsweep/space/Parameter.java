package org.dashsweep.space;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One setting of a trial.
 *
 * @param name in kebab case, every word beginning with a letter, so that {@code rank-1} in an
 *     expression can only be a subtraction
 * @param kind what its values are
 * @param presence what holds when a sweep does not set it
 * @param introducedAs for a parameter that came later: the value that does what the program did
 *     before, left out of trial ids (see {@code Trial}); null for a parameter without such a past
 * @param countedAs for a parameter that changes what a trial costs and nothing of its results: the
 *     value that trial ids have for it, whatever it is (see {@code Trial}); null for all others
 * @param constraint which values it takes
 * @param description one line: what it is, with its unit
 */
public record Parameter(
    String name,
    ParameterKind kind,
    Presence presence,
    @Nullable Object introducedAs,
    @Nullable Object countedAs,
    Constraint constraint,
    String description) {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(-[a-z][a-z0-9]*)*");

  public Parameter {
    requireName(name);
    if (description.isBlank() || description.lines().count() != 1) {
      throw new IllegalArgumentException(name + " needs a description of one line: " + description);
    }
    if (!constraint.suits(kind)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s is %s, which cannot be %s",
              name,
              kind.phrase(),
              constraint.requirement()));
    }
    if (presence instanceof Presence.Defaulted defaulted) {
      presence = new Presence.Defaulted(checked(name, kind, constraint, defaulted.value()));
    }
    if (presence instanceof Presence.Computed && !kind.isNumeric()) {
      throw new IllegalArgumentException(name + " is not a number, so it cannot be computed");
    }
    if (introducedAs != null) {
      // Absent and equal to the old behaviour would be two cells with one id.
      if (!(presence instanceof Presence.Defaulted)) {
        throw new IllegalArgumentException(name + " was introduced later, so it needs a default");
      }
      introducedAs = checked(name, kind, constraint, introducedAs);
    }
    if (countedAs != null) {
      if (!(presence instanceof Presence.Defaulted)) {
        throw new IllegalArgumentException(name + " changes no result, so it needs a default");
      }
      countedAs = checked(name, kind, constraint, countedAs);
    }
  }

  /** What holds when a sweep does not set a parameter. */
  public sealed interface Presence {
    /** The sweep is in error. */
    record Required() implements Presence {}

    /** The configuration does not have the parameter. */
    record Optional() implements Presence {}

    /** The configuration has this value. */
    record Defaulted(Object value) implements Presence {}

    /** The configuration has the value of this arithmetic expression over its other parameters. */
    record Computed(String expression) implements Presence {}
  }

  /** A parameter every sweep has to set. */
  public static Parameter required(String name, ParameterKind kind, String description) {
    return of(name, kind, new Presence.Required(), description);
  }

  /** A parameter that cells may lack. */
  public static Parameter optional(String name, ParameterKind kind, String description) {
    return of(name, kind, new Presence.Optional(), description);
  }

  /** A parameter with a default of its kind. */
  public static Parameter defaulted(
      String name, ParameterKind kind, Object value, String description) {
    return of(name, kind, new Presence.Defaulted(value), description);
  }

  /** A number that follows other parameters unless a sweep sets it. */
  public static Parameter computed(
      String name, ParameterKind kind, String expression, String description) {
    return of(name, kind, new Presence.Computed(expression), description);
  }

  private static Parameter of(
      String name, ParameterKind kind, Presence presence, String description) {
    return new Parameter(name, kind, presence, null, null, Constraint.anything(), description);
  }

  /** The same parameter, with its values restricted. */
  public Parameter withConstraint(Constraint constraint) {
    return new Parameter(name, kind, presence, introducedAs, countedAs, constraint, description);
  }

  /** The same parameter, as one that came later: see {@code Trial} for what that means. */
  public Parameter withIntroducedAs(Object value) {
    return new Parameter(name, kind, presence, value, countedAs, constraint, description);
  }

  /** The same parameter, as one that changes no result: see {@code Trial} for what that means. */
  public Parameter withCountedAs(Object value) {
    return new Parameter(name, kind, presence, introducedAs, value, constraint, description);
  }

  static void requireName(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("Names are in kebab case, such as learning-rate: " + name);
    }
  }

  private static Object checked(
      String name, ParameterKind kind, Constraint constraint, Object value) {
    Object canonical = kind.canonical(value);
    if (!constraint.accepts(canonical)) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%s must be %s: %s", name, constraint.requirement(), value));
    }
    return canonical;
  }
}
