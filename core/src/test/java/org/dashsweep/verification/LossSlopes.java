package org.dashsweep.verification;

import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.assertj.core.data.Offset;
import org.dashsweep.weights.StoredTensor;
import org.dashsweep.weights.safetensors.SafetensorsReader;
import org.dashsweep.weights.safetensors.SafetensorsWriter;

/**
 * The slope of the loss in single elements of a weight, once measured by changing the checkpoint,
 * once as the gradient that is recomputed. Both come out of a verification as the difference from a
 * reference whose value is chosen here.
 */
final class LossSlopes {
  private static final double STEP = 0.02;

  /** More than any gradient here, so that the element with it has the largest difference. */
  private static final float FAR = 8;

  private final ModelCopy model;
  private final Path file;
  private final Map<String, StoredTensor> weights;
  private final String prefix;
  private final String name;
  private final StoredTensor weight;

  /**
   * Slopes of one weight.
   *
   * @param prefix before the reference's names
   */
  LossSlopes(ModelCopy model, String prefix, String name) {
    this.model = model;
    this.file = model.folder().resolve("model.safetensors");
    this.weights = SafetensorsReader.read(file).tensors();
    this.prefix = prefix;
    this.name = name;
    this.weight = Objects.requireNonNull(weights.get(name), name);
    model.editFloats(prefix + "loss", loss -> loss[0] = 0);
  }

  /** Float32 losses a step apart are good for about three digits of a slope. */
  static Offset<Double> tolerance(double slope) {
    return within(2e-5 + 2e-3 * Math.abs(slope));
  }

  int elements() {
    return (int) weight.elements();
  }

  double measured(int element) {
    return (lossWith(element, STEP) - lossWith(element, -STEP)) / (2 * STEP);
  }

  private double lossWith(int element, double change) {
    float[] values = weight.toFloats();
    values[element] += (float) change;
    Map<String, StoredTensor> changed = new TreeMap<>(weights);
    changed.put(name, ModelCopy.floats(weight.shape(), values));
    SafetensorsWriter.write(file, changed, Map.of());
    return difference("loss");
  }

  double recomputed(int element) {
    SafetensorsWriter.write(file, weights, Map.of());
    float[] expected = new float[elements()];
    expected[element] = FAR;
    model.edit(
        tensors ->
            tensors.put(prefix + "grad." + name, ModelCopy.floats(weight.shape(), expected)));
    return FAR - difference("grad." + name);
  }

  private double difference(String tensor) {
    return Verifier.verify(model.folder()).checks().stream()
        .filter(check -> check.name().equals(prefix + tensor))
        .map(check -> ((TensorCheck.Compared) check).largestAbsoluteDifference())
        .findFirst()
        .orElseThrow();
  }
}
