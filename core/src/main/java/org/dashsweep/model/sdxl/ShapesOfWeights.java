package org.dashsweep.model.sdxl;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Collects names and shapes of the weights that it is told.
 *
 * @param prefix before all names
 * @param shapes takes them
 */
record ShapesOfWeights(String prefix, Map<String, List<Long>> shapes) implements UnitWeights {
  @Override
  public void norm(String name, int width) {
    put(name + ".weight", width);
    put(name + ".bias", width);
  }

  @Override
  public void convolution(String name, int outputs, int inputs, int kernel) {
    put(name + ".weight", outputs, inputs, kernel, kernel);
    put(name + ".bias", outputs);
  }

  @Override
  public void fixedLinear(String name, int outputs, int inputs) {
    linear(name, outputs, inputs);
  }

  @Override
  public void linear(String name, int outputs, int inputs) {
    projection(name, outputs, inputs);
    put(name + ".bias", outputs);
  }

  @Override
  public void projection(String name, int outputs, int inputs) {
    put(name + ".weight", outputs, inputs);
  }

  @Override
  public void joined(String joined, List<String> names, int outputs, int inputs) {
    names.forEach(name -> projection(name, outputs, inputs));
  }

  private void put(String name, long... shape) {
    shapes.put(prefix + name, Arrays.stream(shape).boxed().toList());
  }
}
