package org.dashsweep.model;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Activation functions by the names that configurations have for them; {@code encoder.py} too. */
public enum Activation {
  /** x Φ(x) with the exact error function. */
  GELU(0, "gelu"),
  /** GELU by its tanh approximation. */
  GELU_BY_TANH(1, "gelu_new"),
  RELU(2, "relu"),
  SILU(3, "silu"),
  TANH(4, "tanh");

  private final int code;
  private final String configured;

  Activation(int code, String configured) {
    this.code = code;
    this.configured = configured;
  }

  /** Returns the number that {@code encoder.py} has for it. */
  int code() {
    return code;
  }

  /** Returns the one of that name in Hugging Face's {@code config.json}. */
  static Activation read(ConfigReader reader, String key) {
    String name = reader.text(key);
    return Arrays.stream(values())
        .filter(activation -> activation.configured.equals(name))
        .findFirst()
        .orElseThrow(() -> reader.problem(key, "must be one of " + names()));
  }

  private static String names() {
    return Arrays.stream(values())
        .map(activation -> activation.configured)
        .collect(Collectors.joining(", "));
  }
}
