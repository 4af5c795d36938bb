package org.dashsweep.space;

import java.io.Serializable;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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

  /** Whether the configuration has a parameter of that name. */
  public boolean has(String parameter) {
    return values.containsKey(parameter);
  }

  /**
   * The value of a TEXT parameter.
   *
   * @throws IllegalArgumentException if the configuration has no such parameter
   */
  public String text(String parameter) {
    return value(parameter, String.class);
  }

  /**
   * The value of an INTEGER parameter.
   *
   * @throws IllegalArgumentException if the configuration has no such parameter
   */
  public long integer(String parameter) {
    return value(parameter, Long.class);
  }

  /**
   * The value of a DECIMAL parameter.
   *
   * @throws IllegalArgumentException if the configuration has no such parameter
   */
  public double decimal(String parameter) {
    return value(parameter, Double.class);
  }

  /**
   * The value of a BOOLEAN parameter.
   *
   * @throws IllegalArgumentException if the configuration has no such parameter
   */
  public boolean flag(String parameter) {
    return value(parameter, Boolean.class);
  }

  /**
   * The value of a TEXT_LIST parameter, sorted.
   *
   * @throws IllegalArgumentException if the configuration has no such parameter
   */
  public List<String> texts(String parameter) {
    return ((List<?>) value(parameter, List.class)).stream().map(String.class::cast).toList();
  }

  /** A value as a person writes it, such as 0.0003 and 8. */
  public static String show(Object value) {
    return CanonicalJson.show(value);
  }

  /** The configuration with only those of its parameters. */
  public TrialConfig only(Set<String> parameters) {
    TreeMap<String, Object> kept = new TreeMap<>();
    for (String parameter : parameters) {
      @Nullable Object value = values.get(parameter);
      if (value != null) {
        kept.put(parameter, value);
      }
    }
    return new TrialConfig(kept);
  }

  /** The configuration as canonical JSON: sorted keys, every value in its one spelling. */
  public String toJson() {
    return CanonicalJson.write(values);
  }

  private <T> T value(String parameter, Class<T> type) {
    @Nullable Object value = values.get(parameter);
    if (!type.isInstance(value)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "The cell has no %s parameter %s: %s",
              type.getSimpleName(),
              parameter,
              values));
    }
    return type.cast(value);
  }
}
