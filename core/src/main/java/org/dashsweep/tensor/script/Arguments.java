package org.dashsweep.tensor.script;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dashsweep.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of a script method, in its order: tensors, dictionaries and lists of tensors.
 *
 * <p>DJL reads an argument's place from a name that it keeps on the tensor's handle. A tensor that
 * several threads share must therefore always be passed in the same way. The frozen weights, for
 * one, are only passed as entries of dictionaries of one name.
 */
public final class Arguments {
  private final List<NDArray> arrays = new ArrayList<>();

  /** Returns a {@code Tensor} argument. */
  public Arguments tensor(Tensor tensor) {
    return add(null, tensor);
  }

  /**
   * Returns a {@code Dict[str, Tensor]} argument: the union of these maps, which are not all empty.
   * The later of two tensors of one key counts.
   */
  @SafeVarargs
  public final Arguments dictionary(String name, Map<String, Tensor>... parts) {
    Map<String, Tensor> union = new LinkedHashMap<>();
    for (Map<String, Tensor> part : parts) {
      union.putAll(part);
    }
    union.forEach((key, tensor) -> add(name + "." + key, tensor));
    return this;
  }

  /** Returns a {@code List[Tensor]} argument; not empty. */
  public Arguments list(String name, List<Tensor> tensors) {
    tensors.forEach(tensor -> add(name + "[]", tensor));
    return this;
  }

  List<NDArray> arrays() {
    return arrays;
  }

  private Arguments add(@Nullable String name, Tensor tensor) {
    tensor.array().setName(name);
    arrays.add(tensor.array());
    return this;
  }
}
