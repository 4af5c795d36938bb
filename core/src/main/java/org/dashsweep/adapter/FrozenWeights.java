package org.dashsweep.adapter;

import java.util.List;
import org.dashsweep.tensor.Device;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;

/** What a method may know of the base model: its linear layers and their matrices. */
public interface FrozenWeights {
  /** Where the matrices lie, and so what is computed from them. */
  Device device();

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

  /**
   * W of one layer, (out, in), sharing memory with the base: read only.
   *
   * @param scope owns the handle
   */
  Tensor weight(TensorScope scope, LinearLayer layer);

  /**
   * How often a layer with an adapter is called in one forward pass of the authors' code: 1, unless
   * positions go through it as well as tokens.
   */
  default int callsPerForward(LinearLayer layer) {
    return 1;
  }

  /**
   * The singular value decomposition of one layer's W, computed once per base model and JVM. Safe
   * from several threads; owned by the base model.
   */
  SingularVectors singularVectors(LinearLayer layer);
}
