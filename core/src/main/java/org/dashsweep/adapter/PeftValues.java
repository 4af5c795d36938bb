package org.dashsweep.adapter;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import org.dashsweep.weights.CheckpointException;
import org.jspecify.annotations.Nullable;

/**
 * The values of an {@code adapter_config.json}, and which of them were asked for. Every fault is a
 * {@link CheckpointException} that names the key.
 */
public final class PeftValues {
  private final String source;
  private final JsonNode json;
  private final Set<String> known = new HashSet<>();

  /**
   * The values of one file.
   *
   * @param source named in messages
   */
  public PeftValues(String source, JsonNode json) {
    this.source = source;
    this.json = json;
  }

  /** Notes keys that change nothing of the adapter's function. */
  public void ignore(Set<String> keys) {
    known.addAll(keys);
  }

  /**
   * Refuses every other key that was not asked for and is on: neither null, nor false, nor empty.
   */
  public void requireNothingElse() {
    for (Map.Entry<String, JsonNode> entry : json.properties()) {
      if (!known.contains(entry.getKey()) && on(entry.getValue())) {
        throw problem(entry.getKey(), "asks for a feature that is not supported");
      }
    }
  }

  private static boolean on(JsonNode value) {
    return !(value.isMissingNode()
        || value.isNull()
        || (value.isBoolean() && !value.booleanValue())
        || (value.isContainerNode() && value.isEmpty()));
  }

  /** A text, or null. */
  public @Nullable String text(String key) {
    return value(key).textValue();
  }

  /** Tells whether a value is a text. */
  public boolean isText(String key) {
    return value(key).isTextual();
  }

  /** Tells whether there is a value that is not null. */
  public boolean has(String key) {
    return !value(key).isNull() && !value(key).isMissingNode();
  }

  /** Requires a key to be off or this text. */
  public void requireOffOr(String key, String text) {
    if (on(value(key)) && !text.equals(text(key))) {
      throw problem(key, "must be " + text);
    }
  }

  /**
   * Refuses a text that is not one of these.
   *
   * @param rule for the message
   */
  public void requireOffOrOneOf(String key, Set<String> texts, String rule) {
    if (isText(key) && !texts.contains(value(key).textValue())) {
      throw problem(key, rule);
    }
  }

  /** True or false; false if there is none. */
  public boolean flag(String key) {
    if (has(key) && !value(key).isBoolean()) {
      throw problem(key, "must be true or false");
    }
    return value(key).booleanValue();
  }

  /** A whole number above 0. */
  public int rank(String key) {
    return rank(key, value(key));
  }

  private int rank(String key, JsonNode value) {
    if (!value.isInt() || value.intValue() < 1) {
      throw problem(key, "must be a whole number above 0");
    }
    return value.intValue();
  }

  /** A whole number that is not negative. */
  public int count(String key) {
    JsonNode value = value(key);
    if (!value.isInt() || value.intValue() < 0) {
      throw problem(key, "must be a whole number and not negative");
    }
    return value.intValue();
  }

  /** Lists of true and false by name; none if there is no value. */
  public Map<String, List<Boolean>> flags(String key) {
    JsonNode lists = value(key);
    Map<String, List<Boolean>> flags = new LinkedHashMap<>();
    if (has(key) && !lists.isObject()) {
      throw problem(key, "must be an object of lists");
    }
    for (Map.Entry<String, JsonNode> entry : lists.properties()) {
      List<Boolean> own = new ArrayList<>();
      for (JsonNode flag : entry.getValue()) {
        if (!flag.isBoolean()) {
          throw problem(key, "must have lists of true and false");
        }
        own.add(flag.booleanValue());
      }
      flags.put(entry.getKey(), own);
    }
    return flags;
  }

  /** A finite number above 0. */
  public double alpha(String key) {
    return alpha(key, value(key));
  }

  private double alpha(String key, JsonNode value) {
    if (!value.isNumber() || !(value.doubleValue() > 0) || value.doubleValue() > Double.MAX_VALUE) {
      throw problem(key, "must be a number above 0");
    }
    return value.doubleValue();
  }

  /** A probability below 1; 0 if there is none. */
  public double dropout(String key) {
    JsonNode value = value(key);
    if (!has(key)) {
      return 0;
    }
    if (!value.isNumber() || !(value.doubleValue() >= 0 && value.doubleValue() < 1)) {
      throw problem(key, "must be a number in [0, 1)");
    }
    return value.doubleValue();
  }

  /** A list of names; empty if there is none. */
  public List<String> names(String key) {
    JsonNode value = value(key);
    if (has(key) && !value.isArray()) {
      throw problem(key, "must be a list of names");
    }
    List<String> names = new ArrayList<>();
    for (JsonNode name : value) {
      if (!name.isTextual()) {
        throw problem(key, "must be a list of names");
      }
      names.add(name.textValue());
    }
    return names;
  }

  /** Ranks and α of single modules. */
  LayerPatterns patterns() {
    return new LayerPatterns(
        pattern("rank_pattern", this::rank), pattern("alpha_pattern", this::alpha));
  }

  private <T> Map<String, T> pattern(String key, BiFunction<String, JsonNode, T> value) {
    JsonNode pattern = value(key);
    if (has(key) && !pattern.isObject()) {
      throw problem(key, "must be an object of modules' names");
    }
    Map<String, T> values = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : pattern.properties()) {
      if (!LayerPatterns.isName(entry.getKey())) {
        throw problem(key, "must have the names of modules as keys, no other patterns");
      }
      values.put(entry.getKey(), value.apply(key, entry.getValue()));
    }
    return values;
  }

  private JsonNode value(String key) {
    known.add(key);
    return json.path(key);
  }

  /** The fault of one key, with its value. */
  public CheckpointException problem(String key, String rule) {
    JsonNode value = json.path(key);
    return new CheckpointException(
        source,
        String.format(
            Locale.ROOT,
            "is not usable: %s %s: %s",
            key,
            rule,
            value.isMissingNode() ? "missing" : value));
  }
}
