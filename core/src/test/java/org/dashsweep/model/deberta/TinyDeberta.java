package org.dashsweep.model.deberta;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeMap;
import org.dashsweep.model.TinyWeights;
import org.dashsweep.model.bert.TinyBert;
import org.dashsweep.tensor.Precision;
import org.dashsweep.weights.Checkpoint;
import org.dashsweep.weights.StoredTensor;

/** A DeBERTa of random weights, of the sizes of {@link TinyBert}. */
public final class TinyDeberta {
  private static final int HIDDEN = TinyBert.HIDDEN;
  private static final int LONGEST = 16;

  private TinyDeberta() {}

  /** As version 3 is: projections shared with tokens, and buckets that examples reach beyond. */
  public static ObjectNode config() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("model_type", "deberta-v2")
        .put("hidden_act", "gelu")
        .put("hidden_size", HIDDEN)
        .put("num_hidden_layers", TinyBert.BLOCKS)
        .put("num_attention_heads", 4)
        .put("intermediate_size", TinyBert.INTERMEDIATE)
        .put("vocab_size", TinyBert.VOCABULARY)
        .put("max_position_embeddings", LONGEST)
        .put("type_vocab_size", 0)
        .put("layer_norm_eps", 1e-7)
        .put("hidden_dropout_prob", 0.1)
        .put("attention_probs_dropout_prob", 0.1)
        .put("position_biased_input", false)
        .put("relative_attention", true)
        .put("pos_att_type", "p2c|c2p")
        .put("share_att_key", true)
        .put("position_buckets", 6)
        .put("norm_rel_ebd", "layer_norm");
  }

  /** With projections of its own for positions, absolute positions and segments. */
  public static ObjectNode otherConfig() {
    return config()
        .put("share_att_key", false)
        .put("position_biased_input", true)
        .put("type_vocab_size", 2)
        .put("position_buckets", -1)
        .put("norm_rel_ebd", "none");
  }

  /** Weights for a configuration: those of the encoder and nothing else. */
  public static Checkpoint checkpoint(JsonNode json) {
    DebertaConfig config = DebertaConfig.read("tiny", json);
    DisentangledAttention attention = config.attention();
    TinyWeights weights = new TinyWeights(30, "deberta.");
    weights.normal("embeddings.word_embeddings.weight", 0, 1, TinyBert.VOCABULARY, HIDDEN);
    if (config.absolutePositions()) {
      weights.normal("embeddings.position_embeddings.weight", 0, 0.5, LONGEST, HIDDEN);
    }
    if (config.segments() > 0) {
      weights.normal("embeddings.token_type_embeddings.weight", 0, 0.5, 2, HIDDEN);
    }
    weights.norm("embeddings.LayerNorm", HIDDEN);
    weights.normal("encoder.rel_embeddings.weight", 0, 1, attention.embeddings(), HIDDEN);
    if (attention.normalised()) {
      weights.norm("encoder.LayerNorm", HIDDEN);
    }
    for (int i = 0; i < config.blocks(); i++) {
      String layer = "encoder.layer." + i + ".";
      for (String name : new String[] {"query_proj", "key_proj", "value_proj"}) {
        weights.linear(layer + "attention.self." + name, HIDDEN, HIDDEN);
      }
      if (!attention.sharedProjections()) {
        weights.linear(layer + "attention.self.pos_key_proj", HIDDEN, HIDDEN);
        weights.linear(layer + "attention.self.pos_query_proj", HIDDEN, HIDDEN);
      }
      weights.linear(layer + "attention.output.dense", HIDDEN, HIDDEN);
      weights.linear(layer + "intermediate.dense", TinyBert.INTERMEDIATE, HIDDEN);
      weights.linear(layer + "output.dense", HIDDEN, TinyBert.INTERMEDIATE);
      weights.norm(layer + "attention.output.LayerNorm", HIDDEN);
      weights.norm(layer + "output.LayerNorm", HIDDEN);
    }
    return new Checkpoint("tiny DeBERTa", weights.tensors(), Map.of());
  }

  /** A checkpoint with further tensors, or others under the same names. */
  static Checkpoint with(Checkpoint checkpoint, Map<String, StoredTensor> others) {
    TreeMap<String, StoredTensor> tensors = new TreeMap<>(checkpoint.tensors());
    tensors.putAll(others);
    return new Checkpoint(checkpoint.source(), tensors, Map.of());
  }

  /** The model; the caller closes it. */
  public static DebertaModel load() {
    return load(checkpoint(config()), config());
  }

  /** A model of other weights; the caller closes it. */
  public static DebertaModel load(Checkpoint checkpoint, JsonNode config) {
    return DebertaModel.load(checkpoint, config, Precision.FLOAT32);
  }
}
