package org.dashsweep.model.decoder;

import java.util.List;
import java.util.Locale;
import org.dashsweep.adapter.LinearLayer;
import org.dashsweep.model.ModelException;
import org.dashsweep.model.RequiredTensors;
import org.dashsweep.weights.Checkpoint;

/** The tensors of a decoder in its checkpoint, as {@code LlamaForCausalLM} names them. */
public final class DecoderWeights {
  static final String EMBEDDINGS = "model.embed_tokens.weight";
  static final String HEAD = "lm_head.weight";
  static final String NORM = "model.norm.weight";
  static final List<String> NORMS =
      List.of("input_layernorm.weight", "post_attention_layernorm.weight");

  /** The norms of each head of queries and of keys, in families that have them. */
  static final List<String> HEAD_NORMS =
      List.of("self_attn.q_norm.weight", "self_attn.k_norm.weight");

  /** A buffer of older checkpoints: what {@link RotaryEmbedding} computes. */
  private static final String FREQUENCIES = ".rotary_emb.inv_freq";

  private DecoderWeights() {}

  /**
   * Requires every tensor that the configuration asks for, and no others: ignored ones would be
   * another model than the checkpoint's.
   *
   * @throws ModelException if configuration and tensors do not fit
   * @throws org.dashsweep.weights.CheckpointException if a tensor is missing
   */
  public static void require(Checkpoint checkpoint, DecoderConfig config) {
    RequiredTensors tensors = new RequiredTensors(checkpoint);
    int hidden = config.hiddenSize();
    tensors.require(EMBEDDINGS, config.vocabularySize(), hidden);
    for (LinearLayer layer : config.linearLayers()) {
      tensors.require(config.checkpointName(layer) + ".weight", layer.outputs(), layer.inputs());
      if (config.attention().biases().has(layer.module())) {
        tensors.require(config.checkpointName(layer) + ".bias", layer.outputs());
      }
    }
    for (int block = 0; block < config.blocks(); block++) {
      for (String norm : NORMS) {
        tensors.require(DecoderConfig.prefix(block) + norm, hidden);
      }
      for (String norm : config.headNorms()) {
        tensors.require(DecoderConfig.prefix(block) + norm, config.headWidth());
      }
    }
    tensors.require(NORM, hidden);
    boolean savedHead = config.tiedEmbeddings() && checkpoint.tensors().containsKey(HEAD);
    if (!config.tiedEmbeddings()) {
      tensors.require(HEAD, config.vocabularySize(), hidden);
    } else if (savedHead && !checkpoint.tensor(HEAD).equals(checkpoint.tensor(EMBEDDINGS))) {
      throw new ModelException(
          checkpoint.sourceOf(HEAD),
          String.format(
              Locale.ROOT,
              "has a %s that is not %s, although config.json has tie_word_embeddings: set that to false if it is a head of its own, or remove the tensor",
              HEAD,
              EMBEDDINGS));
    }
    tensors.requireNoOthers(name -> name.endsWith(FREQUENCIES) || (savedHead && name.equals(HEAD)));
  }
}
