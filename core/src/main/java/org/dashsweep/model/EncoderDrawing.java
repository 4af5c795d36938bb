package org.dashsweep.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.dashsweep.adapter.LinearLayer;
import org.dashsweep.weights.Checkpoint;
import org.dashsweep.weights.ElementType;
import org.dashsweep.weights.StoredTensor;

/**
 * Makes the tensors of an encoder instead of taking them, as Hugging Face's models begin: matrices
 * are normal, norms one and biases zero. It makes no head.
 */
final class EncoderDrawing implements EncoderParts {
  private static final double DEVIATION = 0.02;

  private final EncoderPaths paths;
  private final EncoderConfig config;
  private final RandomGenerator random;
  private final SortedMap<String, StoredTensor> tensors = new TreeMap<>();

  EncoderDrawing(EncoderPaths paths, EncoderConfig config, long seed) {
    this.paths = paths;
    this.config = config;
    this.random = new SplittableRandom(seed);
  }

  /** Returns a checkpoint of all that has been made. */
  Checkpoint checkpoint(String source) {
    return new Checkpoint(source, tensors, Map.of());
  }

  @Override
  public void readEmbedding(String key, String name, long... shape) {
    tensor("embeddings." + name, shape);
  }

  @Override
  public void readEmbeddingNorm(String name, Bias bias) {
    norm("embeddings." + name, bias);
  }

  @Override
  public void readShared(String name, long... shape) {
    tensor("encoder." + name, shape);
  }

  @Override
  public void readBlock(EncoderBlock block) {
    String within = paths.block(block.index());
    block.joints().forEach(joint -> joint.layers().forEach(layer -> linear(layer, Bias.ADDED)));
    block.linears().forEach(linear -> linear(linear.layer(), linear.bias()));
    for (EncoderBlock.Norm norm : block.norms()) {
      switch (norm.place()) {
        case BLOCK -> norm(within + norm.key(), norm.bias());
        case ENCODER -> norm(norm.key(), norm.bias());
      }
    }
  }

  @Override
  public void readHead(EncoderHeadForm form) {}

  @Override
  public void requireNoOthers(Predicate<String> ignored) {}

  private void linear(LinearLayer layer, Bias bias) {
    String name = paths.block(layer.block()) + layer.module();
    for (String part : bias.parts()) {
      tensor(
          name + part,
          part.equals(".weight")
              ? new long[] {layer.outputs(), layer.inputs()}
              : new long[] {layer.outputs()});
    }
  }

  private void norm(String name, Bias bias) {
    bias.parts().forEach(part -> tensor(name + part, config.hiddenSize()));
  }

  /** Vectors are weights of norms, or biases. */
  private void tensor(String name, long... shape) {
    float[] values =
        new float[Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact))];
    if (shape.length > 1) {
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) random.nextGaussian(0, DEVIATION);
      }
    } else if (name.endsWith(".weight")) {
      Arrays.fill(values, 1);
    }
    ByteBuffer bytes =
        ByteBuffer.allocateDirect(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    tensors.put(
        paths.encoder() + name,
        new StoredTensor(ElementType.FLOAT32, Arrays.stream(shape).boxed().toList(), bytes));
  }
}
