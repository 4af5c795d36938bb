package org.dashsweep.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
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
