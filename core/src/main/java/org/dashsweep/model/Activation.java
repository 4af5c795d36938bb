package org.dashsweep.model;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Activation functions by the names that configurations have for them; {@code encoder.py} too. */
public enum Activation {
  /** x Φ(x) with the exact error function. */
  GELU,
  /** GELU by its tanh approximation. */
  GELU_NEW,
  RELU,
  SILU,
  TANH;

  /** The one of that name in Hugging Face's {@code config.json}. */
  static Activation read(ConfigReader reader, String key, Activation otherwise) {
    if (!reader.has(key)) {
      return otherwise;
    }
    String name = reader.text(key);
    return Arrays.stream(values())
        .filter(activation -> activation.toString().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                reader.problem(
                    key,
                    "must be one of "
                        + Arrays.stream(values())
                            .map(Activation::toString)
                            .collect(Collectors.joining(", "))));
  }

  /** What {@code encoder.py} calls it. */
  int code() {
    return ordinal();
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
