package org.dashsweep.model;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Reads and checks the values of a {@code config.json}; every fault is a {@link ModelException}.
 */
public final class ConfigReader {
  private final String source;
  private final JsonNode config;

  /**
   * A reader of one object.
   *
   * @param source named in messages
   */
  public ConfigReader(String source, JsonNode config) {
    this.source = source;
    this.config = config;
  }

  /** Whether there is a value that is not null. */
  public boolean has(String key) {
    return config.hasNonNull(key);
  }

  /** The reader of an object in this one. */
  public ConfigReader object(String key) {
    JsonNode value = config.path(key);
    if (!value.isObject()) {
      throw problem(key, "must be an object", value);
    }
    return new ConfigReader(source, value);
  }

  /** A text. */
  public String text(String key) {
    JsonNode value = config.path(key);
    if (!value.isTextual()) {
      throw problem(key, "must be a text", value);
    }
    return value.textValue();
  }

  /** Checks that a value is this text. */
  public void requireText(String key, String expected) {
    if (!expected.equals(config.path(key).asText(null))) {
      throw problem(key, "must be " + expected, config.path(key));
    }
  }

  /** A whole number above 0. */
  public int positiveInteger(String key) {
    JsonNode value = config.path(key);
    if (!value.isInt() || value.intValue() < 1) {
      throw problem(key, "must be a whole number above 0", value);
    }
    return value.intValue();
  }

  /** A whole number above 0, or {@code otherwise} if there is none. */
  public int positiveInteger(String key, int otherwise) {
    return has(key) ? positiveInteger(key) : otherwise;
  }

  /** The id of a token, or −1 if there is none. */
  public int token(String key) {
    return config.path(key).isInt() ? Math.max(config.path(key).intValue(), -1) : -1;
  }

  /** A number in [0, 1). */
  public double fraction(String key) {
    JsonNode value = config.path(key);
    if (!value.isNumber() || !(value.doubleValue() >= 0 && value.doubleValue() < 1)) {
      throw problem(key, "must be a number in [0, 1)", value);
    }
    return value.doubleValue();
  }

  /** A finite number above 0. */
  public double positive(String key) {
    JsonNode value = config.path(key);
    if (!value.isNumber() || !(value.doubleValue() > 0) || Double.isInfinite(value.doubleValue())) {
      throw problem(key, "must be a number above 0", value);
    }
    return value.doubleValue();
  }

  /** True only if the value says so. */
  public boolean flag(String key) {
    JsonNode value = config.path(key);
    if (has(key) && !value.isBoolean()) {
      throw problem(key, "must be true or false", value);
    }
    return value.asBoolean(false);
  }

  /** A fault of a value. */
  public ModelException problem(String key, String rule) {
    return problem(key, rule, config.path(key));
  }

  private ModelException problem(String key, String rule, JsonNode value) {
    return new ModelException(
        source,
        "is not usable: %s %s: %s".formatted(key, rule, value.isMissingNode() ? "missing" : value));
  }
}
