package org.dashsweep.space;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.dashsweep.space.Parameter.Presence;
import org.jspecify.annotations.Nullable;

/**
 * The part of a search space that one fine-tuning method adds.
 *
 * @param name in kebab case
 * @param description one line for people
 * @param parameters what it takes beyond the common parameters
 * @param lacking the common parameters that its trials lack
 */
public record MethodSpace(
    String name, String description, List<Parameter<?>> parameters, Set<String> lacking) {
  public MethodSpace {
    Parameter.requireName(name);
    parameters = List.copyOf(parameters);
    lacking = Set.copyOf(lacking);
  }

  /** A method whose trials have every common parameter. */
  public MethodSpace(String name, String description, List<Parameter<?>> parameters) {
    this(name, description, parameters, Set.of());
  }

  /** The same method, whose trials lack some of the common parameters. */
  public MethodSpace without(Collection<Parameter<?>> common) {
    return new MethodSpace(
        name,
        description,
        parameters,
        common.stream().map(Parameter::name).collect(Collectors.toUnmodifiableSet()));
  }

  /** Tells whether the method takes a parameter beyond the common ones. */
  public boolean takes(String parameter) {
    return parameters.stream().anyMatch(own -> own.name().equals(parameter));
  }

  /**
   * Completes a configuration of the method's own parameters by their defaults, outside of a sweep.
   *
   * @param values by parameter; those that the method does not take are left out
   * @throws IllegalArgumentException if one is of another kind or out of its range, or a computed
   *     default needs one that is missing
   */
  public TrialConfig config(Map<String, ?> values) {
    SortedMap<String, Object> config = new TreeMap<>();
    for (Parameter<?> parameter : parameters) {
      if (values.containsKey(parameter.name())) {
        config.put(parameter.name(), checked(parameter, values.get(parameter.name())));
      } else if (parameter.presence() instanceof Presence.Defaulted defaulted) {
        config.put(parameter.name(), defaulted.value());
      }
    }
    for (Parameter<?> parameter : parameters) {
      if (parameter.presence() instanceof Presence.Computed computed) {
        config.computeIfAbsent(parameter.name(), absent -> computed(parameter, computed, config));
      }
    }
    return new TrialConfig(config);
  }

  private static Object computed(
      Parameter<?> parameter, Presence.Computed computed, Map<String, Object> config) {
    BigDecimal value =
        Expression.parse(computed.expression())
            .evaluate(name -> Numbers.ofValue(required(config, name)));
    return checked(parameter, Numbers.canonical(value, parameter.kind()));
  }

  private static Object checked(Parameter<?> parameter, Object value) {
    Object canonical = parameter.kind().canonical(value);
    @Nullable String requirement = parameter.violated(canonical);
    if (requirement != null) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%s must be %s: %s", parameter, requirement, value));
    }
    return canonical;
  }

  private static Object required(Map<String, Object> config, String parameter) {
    @Nullable Object value = config.get(parameter);
    if (value == null) {
      throw new IllegalArgumentException("There must be a value of " + parameter);
    }
    return value;
  }
}
