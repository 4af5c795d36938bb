package org.dashsweep.adapter;

import java.util.Arrays;
import java.util.Locale;

/** The non-linearity between the two products of a bottleneck. */
public enum BottleneckActivation {
  /** Hyperbolic tangent, the default of LLM-Adapters. */
  TANH(0),
  /** Rectified linear unit. */
  RELU(1),
  /** x times its sigmoid. */
  SILU(2),
  /** Gaussian error linear unit. */
  GELU(3);

  private final int code;

  BottleneckActivation(int code) {
    this.code = code;
  }

  /** Returns the code that {@code linear.py} reads. */
  int code() {
    return code;
  }

  /** The activation of a name as other software has it, such as {@code silu (swish)}. */
  static BottleneckActivation named(String text) {
    String first = text.split(" ", 2)[0].toUpperCase(Locale.ROOT);
    return Arrays.stream(values())
        .filter(activation -> activation.name().equals(first))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("unknown activation: " + text));
  }
}
