package org.dashsweep.model.modernbert;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.dashsweep.model.Bias;
import org.dashsweep.model.TinyWeights;
import org.dashsweep.model.bert.TinyBert;
import org.dashsweep.tensor.Device;
import org.dashsweep.tensor.Precision;
import org.dashsweep.weights.Checkpoint;

/** A ModernBERT of random weights, of TinyBert's size, whose windows are shorter than texts. */
public final class TinyModernBert {
  private static final int HIDDEN = TinyBert.HIDDEN;

  private TinyModernBert() {}

  /** A block of global attention and one of local attention, which reaches two tokens. */
  public static ObjectNode config() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("model_type", "modernbert")
        .put("hidden_size", HIDDEN)
        .put("num_hidden_layers", TinyBert.BLOCKS)
        .put("num_attention_heads", 4)
        .put("intermediate_size", TinyBert.INTERMEDIATE)
        .put("vocab_size", TinyBert.VOCABULARY)
        .put("max_position_embeddings", 64)
        .put("local_attention", 5)
        .put("classifier_pooling", "mean");
  }

  /** Every layer and norm with a bias. */
  public static ObjectNode withBiases() {
    ObjectNode config = config();
    List.of("attention_bias", "mlp_bias", "norm_bias", "classifier_bias")
        .forEach(key -> config.put(key, true));
    return config;
  }

  /** All blocks of one kind of attention. */
  static ObjectNode withAttention(String kind) {
    ObjectNode config = config();
    config.putArray("layer_types").add(kind).add(kind);
    return config;
  }

  /** Weights for a configuration: those of the sequence classifier but for its last layer. */
  public static Checkpoint checkpoint(JsonNode json) {
    ModernBertConfig.Biases biases = ModernBertConfig.read("tiny", json).biases();
    TinyWeights weights = new TinyWeights(41, "model.");
    weights.normal("embeddings.tok_embeddings.weight", 0, 1, TinyBert.VOCABULARY, HIDDEN);
    weights.norm("embeddings.norm", HIDDEN);
    for (int i = 0; i < TinyBert.BLOCKS; i++) {
      String layer = "layers." + i + ".";
      if (i > 0) {
        weights.norm(layer + "attn_norm", HIDDEN);
      }
      weights.linear(layer + "attn.Wqkv", 3 * HIDDEN, HIDDEN);
      weights.linear(layer + "attn.Wo", HIDDEN, HIDDEN);
      weights.norm(layer + "mlp_norm", HIDDEN);
      weights.linear(layer + "mlp.Wi", 2 * TinyBert.INTERMEDIATE, HIDDEN);
      weights.linear(layer + "mlp.Wo", HIDDEN, TinyBert.INTERMEDIATE);
    }
    weights.norm("final_norm", HIDDEN);
    TinyWeights head = new TinyWeights(42, "head.");
    head.linear("dense", HIDDEN, HIDDEN);
    head.norm("norm", HIDDEN);
    weights.tensors().putAll(head.tensors());
    if (biases.attention() == Bias.NONE) {
      weights.tensors().keySet().removeIf(name -> name.endsWith(".bias"));
    }
    return new Checkpoint("tiny ModernBERT", weights.tensors(), Map.of());
  }

  /** A model of other weights; the caller closes it. */
  public static ModernBertModel load(Checkpoint checkpoint, JsonNode config) {
    return load(checkpoint, config, Precision.FLOAT32);
  }

  /** A model with linear layers in another precision; the caller closes it. */
  public static ModernBertModel load(Checkpoint checkpoint, JsonNode config, Precision precision) {
    return ModernBertModel.FAMILY.load(checkpoint, config, precision, Device.cpu());
  }
}
