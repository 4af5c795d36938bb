package org.dashsweep.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.dashsweep.weights.ElementType;
import org.dashsweep.weights.StoredTensor;

/** Random weights, in the order in which they are asked for. */
public final class TinyWeights {
  private final Random random;
  private final String prefix;
  private final TreeMap<String, StoredTensor> tensors = new TreeMap<>();

  /**
   * No weights yet.
   *
   * @param prefix before every name
   */
  public TinyWeights(long seed, String prefix) {
    this.random = new Random(seed);
    this.prefix = prefix;
  }

  /** A linear layer with a bias. */
  public void linear(String name, int outputs, int inputs) {
    normal(name + ".weight", 0, 1 / Math.sqrt(inputs), outputs, inputs);
    normal(name + ".bias", 0, 0.1, outputs);
  }

  /** A layer norm: weights around one. */
  public void norm(String name, int width) {
    normal(name + ".weight", 1, 0.1, width);
    normal(name + ".bias", 0, 0.1, width);
  }

  /** Normal values. */
  public void normal(String name, double mean, double deviation, long... shape) {
    float[] values = new float[Math.toIntExact(Arrays.stream(shape).reduce(1, (a, b) -> a * b))];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (mean + deviation * random.nextGaussian());
    }
    tensors.put(prefix + name, stored(values, shape));
  }

  /** A float32 tensor as a checkpoint holds it. */
  public static StoredTensor stored(float[] values, long... shape) {
    ByteBuffer bytes =
        ByteBuffer.allocateDirect(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return new StoredTensor(ElementType.FLOAT32, Arrays.stream(shape).boxed().toList(), bytes);
  }

  /** All of them. */
  public SortedMap<String, StoredTensor> tensors() {
    return tensors;
  }
}
