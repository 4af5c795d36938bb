package org.dashsweep.benchmark;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.dashsweep.weights.Checkpoint;
import org.dashsweep.weights.ElementType;
import org.dashsweep.weights.StoredTensor;
import org.dashsweep.weights.TensorContent;

/**
 * Weights that are drawn whenever they are asked for, the same each time: no copy of them lies in
 * memory.
 *
 * @param bytes of all elements, which are float32
 * @param scale the largest absolute value; 1 for the weights of norms, which are all 1
 */
record RandomWeights(long bytes, double scale, long seed) implements TensorContent {
  /** Draws every tensor of a model: matrices uniform in ±1/√inputs, biases 0, norms 1. */
  static Checkpoint draw(String source, SortedMap<String, List<Long>> shapes) {
    SortedMap<String, StoredTensor> tensors = new TreeMap<>();
    shapes.forEach((name, shape) -> tensors.put(name, tensor(name, shape)));
    return new Checkpoint(source, tensors, Map.of());
  }

  private static StoredTensor tensor(String name, List<Long> shape) {
    long elements = shape.stream().reduce(1L, Math::multiplyExact);
    double scale =
        shape.size() > 1
            ? 1 / Math.sqrt((double) elements / shape.get(0))
            : name.endsWith(".bias") ? 0 : 1;
    return new StoredTensor(
        ElementType.FLOAT32,
        shape,
        new RandomWeights(elements * Float.BYTES, scale, name.hashCode()));
  }

  @Override
  public long size() {
    return bytes;
  }

  @Override
  public Optional<ByteBuffer> inMemory() {
    return Optional.empty();
  }

  @Override
  public Consumer<ByteBuffer> reader() {
    SplittableRandom random = new SplittableRandom(seed);
    return piece -> {
      while (piece.hasRemaining()) {
        piece.putFloat(scale == 1 ? 1 : (float) (scale * (2 * random.nextDouble() - 1)));
      }
    };
  }
}
