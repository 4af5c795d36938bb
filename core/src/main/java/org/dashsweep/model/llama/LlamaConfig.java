package org.dashsweep.model.llama;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.dashsweep.adapter.LayerNames;
import org.dashsweep.adapter.LinearLayer;
import org.dashsweep.model.ConfigReader;

/**
 * The shape of a LLaMA decoder, as {@code config.json} gives it.
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
 */
public record LlamaConfig(
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
    RotaryEmbedding rotary)
    implements LayerNames {
  /** The number of positions that transformers takes where a configuration has none. */
  private static final int DEFAULT_POSITIONS = 2048;

  /**
   * Reads Hugging Face's {@code config.json}.
   *
   * @param source named in messages
   * @throws org.dashsweep.model.ModelException if a value is missing, of the wrong kind or of
   *     another family
   */
  public static LlamaConfig read(String source, JsonNode config) {
    ConfigReader reader = new ConfigReader(source, config);
    reader.requireText("model_type", "llama");
    reader.requireText("hidden_act", "silu");
    for (String bias : new String[] {"attention_bias", "mlp_bias"}) {
      if (reader.flag(bias)) {
        throw reader.problem(bias, "must be false");
      }
    }
    if (reader.has("attention_dropout") && reader.fraction("attention_dropout") > 0) {
      throw reader.problem("attention_dropout", "must be 0");
    }
    if (reader.has("quantization_config")) {
      throw reader.problem("quantization_config", "must be absent: give the unquantized model");
    }
    int vocabulary = reader.positiveInteger("vocab_size");
    int hidden = reader.positiveInteger("hidden_size");
    int heads = reader.positiveInteger("num_attention_heads");
    int keyValueHeads = reader.positiveInteger("num_key_value_heads", heads);
    if (heads % keyValueHeads != 0) {
      throw reader.problem(
          "num_key_value_heads", String.format(Locale.ROOT, "must divide the %d heads", heads));
    }
    if (!reader.has("head_dim") && hidden % heads != 0) {
      throw reader.problem(
          "hidden_size", String.format(Locale.ROOT, "must be a multiple of the %d heads", heads));
    }
    int headWidth = reader.positiveInteger("head_dim", hidden / heads);
    if (headWidth % 2 != 0) {
      throw reader.problem("head_dim", "must be even for rotary embeddings, not " + headWidth);
    }
    return new LlamaConfig(
        hidden,
        reader.positiveInteger("num_hidden_layers"),
        heads,
        keyValueHeads,
        headWidth,
        reader.positiveInteger("intermediate_size"),
        vocabulary,
        reader.positiveInteger("max_position_embeddings", DEFAULT_POSITIONS),
        reader.token("pad_token_id", vocabulary),
        reader.fraction("rms_norm_eps"),
        reader.flag("tie_word_embeddings"),
        RotaryEmbedding.read(reader));
  }

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
        new LinearLayer(block, "self_attn.q_proj", queries, hiddenSize),
        new LinearLayer(block, "self_attn.k_proj", keys, hiddenSize),
        new LinearLayer(block, "self_attn.v_proj", keys, hiddenSize),
        new LinearLayer(block, "self_attn.o_proj", hiddenSize, queries),
        new LinearLayer(block, "mlp.gate_proj", intermediateSize, hiddenSize),
        new LinearLayer(block, "mlp.up_proj", intermediateSize, hiddenSize),
        new LinearLayer(block, "mlp.down_proj", hiddenSize, intermediateSize));
  }
}
