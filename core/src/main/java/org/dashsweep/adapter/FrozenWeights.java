package org.dashsweep.adapter;

import java.util.List;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;

/** What a method may know of the base model: its linear layers and their matrices. */
public interface FrozenWeights {
  /** All linear layers of all blocks, in order. */
  List<LinearLayer> linearLayers();

  /**
   * W of one layer, (out, in), sharing memory with the base: read only.
   *
   * @param scope owns the handle
   */
  Tensor weight(TensorScope scope, LinearLayer layer);

  /**
   * The singular value decomposition of one layer's W, computed once per base model and JVM. Safe
   * from several threads; owned by the base model.
   */
  SingularVectors singularVectors(LinearLayer layer);
}
