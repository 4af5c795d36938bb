package org.dashsweep.model.sdxl;

import java.util.List;
import org.dashsweep.model.RequiredTensors;

/** Requires of a checkpoint the weights that it is told. */
record RequiredWeights(RequiredTensors tensors, String prefix) implements UnitWeights {
  @Override
  public void norm(String name, int width) {
    tensors.require(prefix + name + ".weight", width);
    tensors.require(prefix + name + ".bias", width);
  }

  @Override
  public void convolution(String name, int outputs, int inputs, int kernel) {
    tensors.require(prefix + name + ".weight", outputs, inputs, kernel, kernel);
    tensors.require(prefix + name + ".bias", outputs);
  }

  @Override
  public void fixedLinear(String name, int outputs, int inputs) {
    linear(name, outputs, inputs);
  }

  @Override
  public void linear(String name, int outputs, int inputs) {
    projection(name, outputs, inputs);
    tensors.require(prefix + name + ".bias", outputs);
  }

  @Override
  public void projection(String name, int outputs, int inputs) {
    tensors.require(prefix + name + ".weight", outputs, inputs);
  }

  @Override
  public void joined(String joined, List<String> names, int outputs, int inputs) {
    names.forEach(name -> projection(name, outputs, inputs));
  }
}
