package org.dashsweep.source;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.dashsweep.weights.Checkpoint;
import org.dashsweep.weights.ElementType;
import org.dashsweep.weights.StoredTensor;

/**
 * A LLaMA whose weights are drawn on the spot, the same on every machine. It knows nothing, but
 * costs as much as a trained one of its shape.
 *
 * @param vocabulary rows of the embeddings and of the head, which are two matrices
 * @param hidden width of the model and of all its queries together
 * @param intermediate width of the feed-forward layer
 * @param keys width of all keys together, and of the values
 * @param layers decoder layers
 * @param standardDeviation of the normally distributed matrices
 * @param seed of the weights
 */
public record RandomLlama(
    long vocabulary,
    long hidden,
    long intermediate,
    long keys,
    int layers,
    double standardDeviation,
    long seed) {

  /**
   * Draws the weights, in float32, under the names of {@code LlamaForCausalLM}.
   *
   * @param source what messages call the checkpoint
   */
  public Checkpoint draw(String source) {
    SortedMap<String, List<Long>> shapes = new TreeMap<>();
    shapes.put("model.embed_tokens.weight", List.of(vocabulary, hidden));
    shapes.put("model.norm.weight", List.of(hidden));
    shapes.put("lm_head.weight", List.of(vocabulary, hidden));
    for (int layer = 0; layer < layers; layer++) {
      String prefix = "model.layers." + layer + ".";
      shapes.put(prefix + "input_layernorm.weight", List.of(hidden));
      shapes.put(prefix + "post_attention_layernorm.weight", List.of(hidden));
      shapes.put(prefix + "self_attn.q_proj.weight", List.of(hidden, hidden));
      shapes.put(prefix + "self_attn.k_proj.weight", List.of(keys, hidden));
      shapes.put(prefix + "self_attn.v_proj.weight", List.of(keys, hidden));
      shapes.put(prefix + "self_attn.o_proj.weight", List.of(hidden, hidden));
      shapes.put(prefix + "mlp.gate_proj.weight", List.of(intermediate, hidden));
      shapes.put(prefix + "mlp.up_proj.weight", List.of(intermediate, hidden));
      shapes.put(prefix + "mlp.down_proj.weight", List.of(hidden, intermediate));
    }
    Random random = new Random(seed);
    SortedMap<String, StoredTensor> tensors = new TreeMap<>();
    shapes.forEach((name, shape) -> tensors.put(name, tensor(shape, random)));
    return new Checkpoint(source, tensors, Map.of());
  }

  /** A norm's weights are 1. */
  private StoredTensor tensor(List<Long> shape, Random random) {
    long elements = shape.stream().mapToLong(Long::longValue).reduce(1, Math::multiplyExact);
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.toIntExact(elements * Float.BYTES)).order(ByteOrder.LITTLE_ENDIAN);
    FloatBuffer values = bytes.asFloatBuffer();
    boolean norm = shape.size() == 1;
    while (values.hasRemaining()) {
      values.put(norm ? 1 : (float) (standardDeviation * random.nextGaussian()));
    }
    return new StoredTensor(ElementType.FLOAT32, shape, bytes);
  }
}
