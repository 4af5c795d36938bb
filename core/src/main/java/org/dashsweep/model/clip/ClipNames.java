package org.dashsweep.model.clip;

import java.util.List;
import org.dashsweep.model.FrozenLayerNames;

/** The names of the tensors of both encoders, as transformers has them. */
final class ClipNames {
  private ClipNames() {}

  static FrozenLayerNames layers(String prefix) {
    return new FrozenLayerNames(
        prefix + "encoder.layers.",
        List.of("self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj", "self_attn.out_proj"),
        List.of("layer_norm1", "layer_norm2"),
        List.of("mlp.fc1", "mlp.fc2"));
  }

  /** A buffer of older checkpoints: the numbers of the positions. */
  static boolean isBuffer(String name) {
    return name.endsWith("embeddings.position_ids");
  }
}
