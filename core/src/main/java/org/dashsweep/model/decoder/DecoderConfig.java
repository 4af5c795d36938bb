package org.dashsweep.model.decoder;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.dashsweep.adapter.LayerNames;
import org.dashsweep.adapter.LinearLayer;
import org.dashsweep.adapter.Method;
import org.dashsweep.adapter.TrainedBase;

/**
 * The shape of a decoder, as a family reads it from {@code config.json}.
 *
 * @param hiddenSize D
 * @param blocks number of decoder layers
 * @param heads H
 * @param keyValueHeads heads of keys and values, each shared by H / keyValueHeads of queries
 * @param headWidth d
 * @param intermediateSize width of the feed-forward layer
 * @param vocabularySize rows of the embeddings and of the language-model head
 * @param maximumPositions tokens of the longest text that the model is made for
 * @param paddingToken whose embedding never trains, as in Hugging Face's model; −1 for none
 * @param normEpsilon of every RMS norm
 * @param tiedEmbeddings whether the head is the embeddings
 * @param rotary the position embeddings
 * @param attention how attention differs from LLaMA's
 */
public record DecoderConfig(
    int hiddenSize,
    int blocks,
    int heads,
    int keyValueHeads,
    int headWidth,
    int intermediateSize,
    int vocabularySize,
    int maximumPositions,
    int paddingToken,
    double normEpsilon,
    boolean tiedEmbeddings,
    RotaryEmbedding rotary,
    DecoderAttention attention)
    implements LayerNames {
  static final String QUERY = "self_attn.q_proj";
  static final String KEY = "self_attn.k_proj";
  static final String VALUE = "self_attn.v_proj";
  static final String OUTPUT = "self_attn.o_proj";

  /** Returns the linear layers of all blocks, in the order in which a block computes them. */
  @Override
  public List<LinearLayer> linearLayers() {
    return IntStream.range(0, blocks).boxed().flatMap(i -> linearLayers(i).stream()).toList();
  }

  @Override
  public String checkpointName(LinearLayer layer) {
    return prefix(layer.block()) + layer.module();
  }

  /** Before the names of a block's tensors. */
  static String prefix(int block) {
    return "model.layers." + block + ".";
  }

  /** Returns the linear layers of one block: query, key, value, output, gate, up, down. */
  List<LinearLayer> linearLayers(int block) {
    int queries = heads * headWidth;
    int keys = keyValueHeads * headWidth;
    return List.of(
        new LinearLayer(block, QUERY, queries, hiddenSize),
        new LinearLayer(block, KEY, keys, hiddenSize),
        new LinearLayer(block, VALUE, keys, hiddenSize),
        new LinearLayer(block, OUTPUT, hiddenSize, queries),
        new LinearLayer(block, "mlp.gate_proj", intermediateSize, hiddenSize),
        new LinearLayer(block, "mlp.up_proj", intermediateSize, hiddenSize),
        new LinearLayer(block, "mlp.down_proj", hiddenSize, intermediateSize));
  }

  /** Returns the names of a block's norms of heads; none in most families. */
  List<String> headNorms() {
    return attention.headNorms() ? DecoderWeights.HEAD_NORMS : List.of();
  }

  /**
   * Refuses a method that finds no tensor to train.
   *
   * @throws IllegalArgumentException naming the method
   */
  public void requireFits(Method method) {
    TrainedBase.requireAny(method, tensors());
  }

  /** The checkpoint's names of the weights and biases of all linear layers. */
  private List<String> tensors() {
    List<String> names = new ArrayList<>();
    for (LinearLayer layer : linearLayers()) {
      names.add(checkpointName(layer) + ".weight");
      if (attention.biases().has(layer.module())) {
        names.add(checkpointName(layer) + ".bias");
      }
    }
    return names;
  }
}
