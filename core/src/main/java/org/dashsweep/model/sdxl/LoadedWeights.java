package org.dashsweep.model.sdxl;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.dashsweep.model.WeightLoader;
import org.dashsweep.tensor.Precision;
import org.dashsweep.tensor.Tensor;

/**
 * Loads the weights that it is told into a dictionary, under their names within their unit.
 *
 * @param prefix of the unit in the checkpoint
 * @param precision of all but norms, which are float32
 */
record LoadedWeights(
    WeightLoader loader, String prefix, Precision precision, Map<String, Tensor> dictionary)
    implements UnitWeights {
  @Override
  public void norm(String name, int width) {
    load(name + ".weight", Precision.FLOAT32, width);
    load(name + ".bias", Precision.FLOAT32, width);
  }

  @Override
  public void convolution(String name, int outputs, int inputs, int kernel) {
    load(name + ".weight", precision, outputs, inputs, kernel, kernel);
    load(name + ".bias", precision, outputs);
  }

  @Override
  public void fixedLinear(String name, int outputs, int inputs) {
    linear(name, outputs, inputs);
  }

  @Override
  public void linear(String name, int outputs, int inputs) {
    projection(name, outputs, inputs);
    load(name + ".bias", precision, outputs);
  }

  @Override
  public void projection(String name, int outputs, int inputs) {
    load(name + ".weight", precision, outputs, inputs);
  }

  @Override
  public void joined(String joined, List<String> names, int outputs, int inputs) {
    dictionary.put(
        joined + ".weight",
        loader.loadJoined(
            names.stream().map(name -> prefix + name + ".weight").toList(),
            Collections.nCopies(names.size(), outputs),
            precision,
            inputs));
  }

  private void load(String name, Precision format, long... shape) {
    dictionary.put(name, loader.load(prefix + name, format, shape));
  }
}
