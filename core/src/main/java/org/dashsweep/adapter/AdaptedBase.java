package org.dashsweep.adapter;

import java.util.List;
import java.util.function.Function;
import org.dashsweep.tensor.Device;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;

/** The part of the base model that a method may see: its linear layers and their matrices. */
public interface AdaptedBase extends LayerNames {
  /** Returns the device of the matrices, and so of all that is computed from them. */
  Device device();

  /**
   * W of one layer, (out, in), sharing memory with the base: read only.
   *
   * @param scope owns the handle
   */
  Tensor weight(TensorScope scope, LinearLayer layer);

  /**
   * Returns the calls of a layer with an adapter in one forward pass of the authors' code: 1,
   * unless positions go through it as well as tokens.
   */
  default int callsPerForward(LinearLayer layer) {
    return 1;
  }

  /** Returns the heads of keys, and of values, of a decoder; an encoder has no such number. */
  default int keyValueHeads() {
    throw new IllegalStateException("The base is no decoder");
  }

  /** Returns all tensors that lie in memory, as they lie; none if the base tells of none. */
  default List<BaseTensor> tensors() {
    return List.of();
  }

  /**
   * Returns a copy of one tensor in float32.
   *
   * @param scope owns the copy
   */
  default Tensor copy(TensorScope scope, BaseTensor tensor) {
    throw new IllegalArgumentException("The base has no tensor " + tensor.name());
  }

  /**
   * Returns a tensor that many trials of the base share, made when it is first asked for. Safe from
   * several threads; owned by the base model, read only.
   *
   * @param name says all that the tensor depends on
   * @param make makes it
   */
  Tensor shared(String name, Function<TensorScope, Tensor> make);

  /**
   * The singular value decomposition of one layer's W, computed once per base model and JVM. Safe
   * from several threads; owned by the base model.
   */
  SingularVectors singularVectors(LinearLayer layer);
}
