package org.dashsweep.model.sdxl;

import java.util.function.Consumer;

/**
 * A part of an autoencoder, which runs as one TorchScript method.
 *
 * @param prefix its name in the checkpoint with a dot behind it
 * @param method in {@code vae.py}
 * @param weights names its weights
 */
record VaePart(String prefix, String method, Consumer<UnitWeights> weights) {
  static VaePart resnet(String prefix, int inputs, int outputs) {
    return new VaePart(
        prefix,
        "resnet",
        weights -> {
          weights.norm("norm1", inputs);
          weights.convolution("conv1", outputs, inputs, 3);
          weights.norm("norm2", outputs);
          weights.convolution("conv2", outputs, outputs, 3);
          if (inputs != outputs) {
            weights.convolution("conv_shortcut", outputs, inputs, 1);
          }
        });
  }

  static VaePart attention(String prefix, int width) {
    return new VaePart(
        prefix,
        "attention",
        weights -> {
          weights.norm("group_norm", width);
          weights.fixedLinear("to_q", width, width);
          weights.fixedLinear("to_k", width, width);
          weights.fixedLinear("to_v", width, width);
          weights.fixedLinear("to_out.0", width, width);
        });
  }

  static VaePart input(String prefix, int inputs, int outputs) {
    return new VaePart(
        prefix, "input", weights -> weights.convolution("conv_in", outputs, inputs, 3));
  }

  static VaePart output(String prefix, int inputs, int outputs) {
    return new VaePart(
        prefix,
        "output",
        weights -> {
          weights.norm("conv_norm_out", inputs);
          weights.convolution("conv_out", outputs, inputs, 3);
        });
  }

  /** Downsampling or upsampling. */
  static VaePart resample(String prefix, String method, int width) {
    return new VaePart(prefix, method, weights -> weights.convolution("conv", width, width, 3));
  }

  /** A convolution of single pixels. */
  static VaePart pointwise(String name, int width) {
    return new VaePart(name, "pointwise", weights -> weights.convolution("", width, width, 1));
  }
}
