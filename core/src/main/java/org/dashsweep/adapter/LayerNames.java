package org.dashsweep.adapter;

import java.util.List;

/** The linear layers of a base model and what files call them; no weights. */
public interface LayerNames {
  /** All linear layers of all blocks, in order. */
  List<LinearLayer> linearLayers();

  /**
   * The name of a layer in the checkpoint: W is there with {@code .weight} behind it, such as
   * {@code model.layers.0.self_attn.q_proj}.
   */
  String checkpointName(LinearLayer layer);

  /**
   * The name of a layer in Hugging Face's model with a head, as PEFT's files have it. That of the
   * checkpoint, unless it holds the encoder alone and so leaves out the encoder's own name.
   */
  default String moduleName(LinearLayer layer) {
    return checkpointName(layer);
  }
}
