package org.dashsweep.model.sdxl;

import java.util.List;

/** Takes the weights of a part of a model, one after the other, by their names within it. */
interface UnitWeights {
  /** A norm's weight and bias, (width,) each. */
  void norm(String name, int width);

  /** A convolution's weight, (out, in, kernel, kernel), and bias, (out,). */
  void convolution(String name, int outputs, int inputs, int kernel);

  /** A linear layer with a bias that no method adapts. */
  void fixedLinear(String name, int outputs, int inputs);

  /** A linear layer with a bias. */
  void linear(String name, int outputs, int inputs);

  /** A linear layer without a bias. */
  void projection(String name, int outputs, int inputs);

  /**
   * Linear layers without biases that read the same input and are kept as one matrix.
   *
   * @param joined its name
   * @param names of the layers, in order
   * @param outputs of each
   */
  void joined(String joined, List<String> names, int outputs, int inputs);
}
