package org.dashsweep.model;

import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dashsweep.adapter.BaseTensor;
import org.dashsweep.tensor.Precision;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;
import org.jspecify.annotations.Nullable;

/**
 * Index of a checkpoint's tensors in a loaded model. A tensor lies alone, or as rows of a tensor
 * that joins several. Owns nothing; safe to read from several threads.
 */
public final class WeightIndex {
  private final Map<String, Rows> places = new LinkedHashMap<>();

  private record Rows(Tensor tensor, long from, long to) {
    Tensor of(Tensor whole) {
      return whole.rows(from, to);
    }
  }

  void add(String name, Tensor tensor, long from, long to) {
    places.put(name, new Rows(tensor, from, to));
  }

  /** Returns the checkpoint's names of all tensors here. */
  public Set<String> names() {
    return Collections.unmodifiableSet(places.keySet());
  }

  /**
   * One tensor, sharing memory with the model: read only.
   *
   * @param scope owns the handle
   */
  public Tensor weight(TensorScope scope, String name) {
    Rows rows = place(name);
    return scope.adopt(rows.of(rows.tensor));
  }

  /** Returns the checkpoint's tensors that lie in a tensor of the model, in order; perhaps none. */
  public List<BaseTensor.Part> partsOf(Tensor tensor) {
    return places.entrySet().stream()
        .filter(entry -> entry.getValue().tensor == tensor)
        .map(
            entry ->
                new BaseTensor.Part(entry.getKey(), entry.getValue().from, entry.getValue().to))
        .sorted(Comparator.comparingLong(BaseTensor.Part::from))
        .toList();
  }

  /**
   * Returns a dictionary's tensors as a method sees them; those that are no checkpoint's are left
   * out.
   *
   * @param place see {@link BaseTensor}
   * @param head dictionary of a head that may read some of them too
   */
  public List<BaseTensor> baseTensors(
      String place, Map<String, Tensor> dictionary, Map<String, Tensor> head) {
    return dictionary.entrySet().stream()
        .map(
            entry ->
                new BaseTensor(
                    place,
                    entry.getKey(),
                    dictionary != head && head.get(entry.getKey()) == entry.getValue(),
                    partsOf(entry.getValue())))
        .filter(tensor -> !tensor.parts().isEmpty())
        .toList();
  }

  /**
   * Returns a float32 copy of a tensor of the model.
   *
   * @param scope owns it
   */
  public Tensor copy(TensorScope scope, BaseTensor wanted) {
    Tensor own = place(wanted.parts().get(0).name()).tensor;
    try (Tensor detached = own.detached();
        Tensor converted = detached.converted(Precision.FLOAT32)) {
      return converted.copy(scope);
    }
  }

  /** Makes gradients of all tensors accumulate: never for a model that is shared. */
  public void recordGradients() {
    places.values().forEach(rows -> rows.tensor.recordGradient());
  }

  /**
   * Returns the gradient accumulated with respect to one tensor, or null if no backward pass
   * reached it.
   *
   * @param scope owns the handle
   */
  public @Nullable Tensor gradient(TensorScope scope, String name) {
    Rows rows = place(name);
    Tensor whole = rows.tensor.gradient();
    if (whole == null) {
      return null;
    }
    scope.adopt(whole);
    return scope.adopt(rows.of(whole));
  }

  private Rows place(String name) {
    Rows rows = places.get(name);
    if (rows == null) {
      throw new IllegalArgumentException("No tensor of the model is called " + name);
    }
    return rows;
  }
}
