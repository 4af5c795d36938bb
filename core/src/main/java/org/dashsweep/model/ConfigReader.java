package org.dashsweep.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * Reads and checks the values of a {@code config.json}; every fault is a {@link ModelException}.
 */
public final class ConfigReader {
  private final String source;
  private final JsonNode config;

  /**
   * Makes a reader of one object.
   *
   * @param source named in messages
   */
  public ConfigReader(String source, JsonNode config) {
    this.source = source;
    this.config = config;
  }

  /** Returns whether there is a value that is not null. */
  public boolean has(String key) {
    return config.hasNonNull(key);
  }

  /** Returns whether a key is there, even if its value is null. */
  public boolean names(String key) {
    return config.has(key);
  }

  /** Returns whether there is a value that is null. */
  public boolean isNull(String key) {
    return config.path(key).isNull();
  }

  /** Returns the reader of an object in this one. */
  public ConfigReader object(String key) {
    JsonNode value = config.path(key);
    if (!value.isObject()) {
      throw problem(key, "must be an object", value);
    }
    return new ConfigReader(source, value);
  }

  /** Returns a text. */
  public String text(String key) {
    JsonNode value = config.path(key);
    if (!value.isTextual()) {
      throw problem(key, "must be a text", value);
    }
    return value.textValue();
  }

  /** Returns whether a value is a text. */
  public boolean isText(String key) {
    return config.path(key).isTextual();
  }

  /** Returns a list of texts. */
  public List<String> texts(String key) {
    JsonNode values = config.path(key);
    List<String> texts = new ArrayList<>();
    values.forEach(value -> texts.add(value.isTextual() ? value.textValue() : ""));
    if (!values.isArray() || texts.contains("")) {
      throw problem(key, "must be a list of texts", values);
    }
    return texts;
  }

  /** Checks that a value is this text. */
  public void requireText(String key, String expected) {
    if (!expected.equals(config.path(key).asText(null))) {
      throw problem(key, "must be " + expected, config.path(key));
    }
  }

  /** Returns a whole number above 0. */
  public int positiveInteger(String key) {
    JsonNode value = config.path(key);
    if (!value.isInt() || value.intValue() < 1) {
      throw problem(key, "must be a whole number above 0", value);
    }
    return value.intValue();
  }

  /** Returns a whole number above 0, or {@code otherwise} if there is none. */
  public int positiveInteger(String key, int otherwise) {
    return has(key) ? positiveInteger(key) : otherwise;
  }

  /**
   * Returns whole numbers above 0: a list of as many, or one number that stands for all.
   *
   * @param count of the numbers
   */
  public List<Integer> positiveIntegers(String key, int count) {
    JsonNode values = config.path(key);
    if (!values.isArray()) {
      return Collections.nCopies(count, positiveInteger(key));
    }
    List<Integer> numbers = new ArrayList<>();
    values.forEach(value -> numbers.add(value.isInt() ? value.intValue() : 0));
    if (numbers.size() != count || numbers.stream().anyMatch(number -> number < 1)) {
      throw problem(
          key, String.format(Locale.ROOT, "must be %d whole numbers above 0", count), values);
    }
    return numbers;
  }

  /** Checks that a value, if there is one, is as {@code expected} reads in JSON without quotes. */
  public void requireIfGiven(String key, String expected) {
    JsonNode value = config.path(key);
    if (has(key) && !value.asText("").equals(expected)) {
      throw problem(key, "must be " + expected, value);
    }
  }

  /** Checks that a value is missing, null or false. */
  public void requireOff(String key) {
    if (has(key) && !(config.path(key).isBoolean() && !config.path(key).booleanValue())) {
      throw problem(key, "is not implemented; it must be null or false", config.path(key));
    }
  }

  /** Returns a whole number above 0 that is a multiple of another. */
  public int multiple(String key, int divisor, String unit) {
    int value = positiveInteger(key);
    if (value % divisor != 0) {
      throw problem(
          key, String.format(Locale.ROOT, "must be a multiple of the %d %s", divisor, unit));
    }
    return value;
  }

  /** Any whole number, or {@code otherwise} if there is none. */
  public int integer(String key, int otherwise) {
    JsonNode value = config.path(key);
    if (!has(key)) {
      return otherwise;
    }
    if (!value.isInt()) {
      throw problem(key, "must be a whole number", value);
    }
    return value.intValue();
  }

  /** Returns a whole number of at least 0, or 0 if there is none. */
  public int count(String key) {
    return count(key, 0);
  }

  /** Returns a whole number of at least 0, or {@code otherwise} if there is none. */
  public int count(String key, int otherwise) {
    int value = integer(key, otherwise);
    if (value < 0) {
      throw problem(key, "must be a whole number of at least 0");
    }
    return value;
  }

  /** Returns the id of a token, or −1 if there is none. */
  public int token(String key, int vocabulary) {
    int token = Math.max(integer(key, -1), -1);
    if (token >= vocabulary) {
      throw problem(key, "must be below the vocabulary's " + vocabulary);
    }
    return token;
  }

  /** Returns the id of a token, −1 if it is null, or {@code otherwise} if nothing is said. */
  public int token(String key, int vocabulary, int otherwise) {
    return config.has(key) ? token(key, vocabulary) : otherwise;
  }

  /** Returns an activation function's name; GELU if there is none. */
  public Activation activation(String key) {
    return has(key) ? Activation.read(this, key) : Activation.GELU;
  }

  /** Returns a number in [0, 1). */
  public double fraction(String key) {
    JsonNode value = config.path(key);
    if (!value.isNumber() || !(value.doubleValue() >= 0 && value.doubleValue() < 1)) {
      throw problem(key, "must be a number in [0, 1)", value);
    }
    return value.doubleValue();
  }

  /** Returns a number in [0, 1), or {@code otherwise} if there is none. */
  public double fraction(String key, double otherwise) {
    return has(key) ? fraction(key) : otherwise;
  }

  /** Returns a finite number above 0. */
  public double positive(String key) {
    JsonNode value = config.path(key);
    if (!value.isNumber() || !(value.doubleValue() > 0) || Double.isInfinite(value.doubleValue())) {
      throw problem(key, "must be a number above 0", value);
    }
    return value.doubleValue();
  }

  /** Returns a finite number above 0, or {@code otherwise} if there is none. */
  public double positive(String key, double otherwise) {
    return has(key) ? positive(key) : otherwise;
  }

  /** True only if the value says so. */
  public boolean flag(String key) {
    JsonNode value = config.path(key);
    if (has(key) && !value.isBoolean()) {
      throw problem(key, "must be true or false", value);
    }
    return value.asBoolean(false);
  }

  /** Returns whether the value says so, or {@code otherwise} if there is none. */
  public boolean flag(String key, boolean otherwise) {
    return has(key) ? flag(key) : otherwise;
  }

  /** Returns a fault of a value. */
  public ModelException problem(String key, String rule) {
    return problem(key, rule, config.path(key));
  }

  private ModelException problem(String key, String rule, JsonNode value) {
    return new ModelException(
        source,
        String.format(
            Locale.ROOT,
            "is not usable: %s %s: %s",
            key,
            rule,
            value.isMissingNode() ? "missing" : value));
  }
}
