package org.dashsweep.space;

import java.io.Serializable;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One point of a sweep: the resolved configuration of a trial, defaults filled in. Equal
 * configurations are equal cells, however they were written.
 *
 * @param values parameter name to its canonical value, as {@link ParameterKind} lists them
 */
public record TrialConfig(SortedMap<String, Object> values) implements Serializable {
  public TrialConfig {
    values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
  }

  /**
   * Unlike a map's own, which adds up its entries, this tells cells apart that differ in several
   * small numbers: a sweep has many of those.
   */
  @Override
  public int hashCode() {
    int hash = 0;
    for (Map.Entry<String, Object> entry : values.entrySet()) {
      hash = 31 * (31 * hash + entry.getKey().hashCode()) + entry.getValue().hashCode();
    }
    return hash;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other || (other instanceof TrialConfig config && values.equals(config.values));
  }

  /** Tells whether the configuration has the parameter. */
  public boolean has(Parameter<?> parameter) {
    return values.containsKey(parameter.name());
  }

  /**
   * The value of a parameter.
   *
   * @throws IllegalArgumentException if the configuration does not have it
   */
  public <T> T get(Parameter<T> parameter) {
    return find(parameter)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    String.format(
                        Locale.ROOT, "The cell has no parameter %s: %s", parameter, values)));
  }

  /** The value of a parameter; empty if the configuration does not have it. */
  public <T> Optional<T> find(Parameter<T> parameter) {
    return Optional.ofNullable(values.get(parameter.name())).map(parameter::read);
  }

  /** The value of a parameter as a person writes it; empty if the configuration lacks it. */
  public Optional<String> shown(Parameter<?> parameter) {
    return Optional.ofNullable(values.get(parameter.name())).map(TrialConfig::show);
  }

  /** A value as a person writes it, such as 0.0003 and 8. */
  public static String show(Object value) {
    return CanonicalJson.show(value);
  }

  /** The configuration with only those of its parameters. */
  public TrialConfig only(Set<Parameter<?>> parameters) {
    TreeMap<String, Object> kept = new TreeMap<>();
    for (Parameter<?> parameter : parameters) {
      @Nullable Object value = values.get(parameter.name());
      if (value != null) {
        kept.put(parameter.name(), value);
      }
    }
    return new TrialConfig(kept);
  }

  /** The configuration as canonical JSON: sorted keys, every value in its one spelling. */
  public String toJson() {
    return CanonicalJson.write(values);
  }
}
