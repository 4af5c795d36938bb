package org.dashsweep.space;

import java.util.Collection;
import java.util.List;

/**
 * A parameter that still has to say what holds when a sweep does not set it.
 *
 * @param <T> what its values are in Java
 */
public class ParameterDraft<T> {
  final String name;
  final String description;
  final Values<T> values;

  ParameterDraft(String name, String description, Values<T> values) {
    this.name = name;
    this.description = description;
    this.values = values;
  }

  /**
   * The same draft, of known texts. Where a {@link DescriptionBlock} names the parameter, the names
   * that a sweep file describes are values too.
   */
  public ParameterDraft<T> among(Collection<String> known) {
    return new ParameterDraft<>(
        name, description, values.within(new Constraint.OneOf(List.copyOf(known))));
  }

  /** A parameter that every sweep has to set. */
  public Parameter<T> required() {
    return with(new Parameter.Presence.Required());
  }

  /** A parameter that configurations may lack. */
  public Parameter<T> optional() {
    return with(new Parameter.Presence.Optional());
  }

  /** A parameter with a default. */
  public Parameter<T> defaultsTo(T value) {
    return with(new Parameter.Presence.Defaulted(values.write().apply(value)));
  }

  final Parameter<T> with(Parameter.Presence presence) {
    return new Parameter<>(name, description, values, presence, null, null);
  }

  /** A parameter whose values are numbers. */
  public static final class OfNumbers<T extends Number> extends ParameterDraft<T> {
    OfNumbers(String name, String description, Values<T> values) {
      super(name, description, values);
    }

    /** In that unit, a plural such as tokens. */
    public OfNumbers<T> in(String unit) {
      return new OfNumbers<>(name, description, values.in(unit));
    }

    /** From {@code minimum} on. */
    public OfNumbers<T> atLeast(double minimum) {
      return within(new Constraint.AtLeast(minimum));
    }

    /** Beyond {@code bound}. */
    public OfNumbers<T> moreThan(double bound) {
      return within(new Constraint.MoreThan(bound));
    }

    /** From {@code minimum} to {@code maximum}, both included. */
    public OfNumbers<T> between(double minimum, double maximum) {
      return within(new Constraint.Between(minimum, maximum));
    }

    /** From {@code minimum} on and below {@code bound}. */
    public OfNumbers<T> atLeastAndLessThan(double minimum, double bound) {
      return within(new Constraint.AtLeastAndLessThan(minimum, bound));
    }

    /** A parameter that follows others by an {@link Expression} unless a sweep sets it. */
    public Parameter<T> computedAs(String expression) {
      return with(new Parameter.Presence.Computed(expression));
    }

    private OfNumbers<T> within(Constraint range) {
      return new OfNumbers<>(name, description, values.within(range));
    }
  }
}
