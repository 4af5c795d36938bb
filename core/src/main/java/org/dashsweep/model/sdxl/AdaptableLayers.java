package org.dashsweep.model.sdxl;

import java.util.List;
import org.dashsweep.adapter.LinearLayer;

/**
 * Lists the linear layers of a unit that methods may adapt.
 *
 * @param block index of the unit
 * @param layers takes them
 */
record AdaptableLayers(int block, List<LinearLayer> layers) implements UnitWeights {
  @Override
  public void norm(String name, int width) {
    // No linear layer.
  }

  @Override
  public void convolution(String name, int outputs, int inputs, int kernel) {
    // No linear layer.
  }

  @Override
  public void fixedLinear(String name, int outputs, int inputs) {
    // Not adapted.
  }

  @Override
  public void linear(String name, int outputs, int inputs) {
    layers.add(new LinearLayer(block, name, outputs, inputs));
  }

  @Override
  public void projection(String name, int outputs, int inputs) {
    linear(name, outputs, inputs);
  }

  @Override
  public void joined(String joined, List<String> names, int outputs, int inputs) {
    names.forEach(name -> linear(name, outputs, inputs));
  }
}
