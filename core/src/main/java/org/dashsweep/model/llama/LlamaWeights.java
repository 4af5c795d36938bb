package org.dashsweep.model.llama;

import java.util.List;
import java.util.Locale;
import org.dashsweep.adapter.LinearLayer;
import org.dashsweep.model.ModelException;
import org.dashsweep.model.RequiredTensors;
import org.dashsweep.weights.Checkpoint;

/** The tensors that a LLaMA has in its checkpoint, as {@code LlamaForCausalLM} names them. */
public final class LlamaWeights {
  static final String EMBEDDINGS = "model.embed_tokens.weight";
  static final String HEAD = "lm_head.weight";
  static final String NORM = "model.norm.weight";
  static final List<String> NORMS =
      List.of("input_layernorm.weight", "post_attention_layernorm.weight");

  /** A buffer of older checkpoints: what {@link RotaryEmbedding} computes. */
  private static final String FREQUENCIES = ".rotary_emb.inv_freq";

  private LlamaWeights() {}

  /**
   * Requires every tensor that the configuration asks for, and no others: ignored ones would be
   * another model than the checkpoint's.
   *
   * @throws ModelException if configuration and tensors do not fit
   * @throws org.dashsweep.weights.CheckpointException if a tensor is missing
   */
  public static void require(Checkpoint checkpoint, LlamaConfig config) {
    RequiredTensors tensors = new RequiredTensors(checkpoint);
    int hidden = config.hiddenSize();
    tensors.require(EMBEDDINGS, config.vocabularySize(), hidden);
    for (LinearLayer layer : config.linearLayers()) {
      tensors.require(config.checkpointName(layer) + ".weight", layer.outputs(), layer.inputs());
    }
    for (int block = 0; block < config.blocks(); block++) {
      for (String norm : NORMS) {
        tensors.require(LlamaConfig.prefix(block) + norm, hidden);
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
