package org.dashsweep.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.dashsweep.tensor.Precision;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.tensor.script.Arguments;
import org.dashsweep.tensor.script.ScriptModule;
import org.dashsweep.weights.Checkpoint;
import org.dashsweep.weights.ElementType;
import org.dashsweep.weights.StoredTensor;
import org.jspecify.annotations.Nullable;

/**
 * Brings a checkpoint's tensors into a scope, checking shapes. A tensor that already has the wanted
 * precision is not copied, except in bfloat16; it reads the checkpoint's own memory. Elements that
 * the checkpoint makes when they are asked for are written into native memory, piece by piece.
 */
public final class WeightLoader {
  private final Checkpoint checkpoint;
  private final String prefix;
  private final TensorScope scope;
  private final WeightIndex index;
  private @Nullable ScriptModule conversions;

  /**
   * Makes a loader for the tensors under a prefix.
   *
   * @param prefix put before every name, such as {@code bert.}, or empty
   * @param scope owns what is loaded
   */
  public WeightLoader(Checkpoint checkpoint, String prefix, TensorScope scope) {
    this(checkpoint, prefix, scope, new WeightIndex());
  }

  private WeightLoader(Checkpoint checkpoint, String prefix, TensorScope scope, WeightIndex index) {
    this.checkpoint = checkpoint;
    this.prefix = prefix;
    this.scope = scope;
    this.index = index;
  }

  /** Returns a loader for names under a further prefix, with the same scope and index. */
  WeightLoader below(String further) {
    return new WeightLoader(checkpoint, prefix + further, scope, index);
  }

  /** Returns whether there is a tensor of that name. */
  public boolean has(String name) {
    return checkpoint.tensors().containsKey(prefix + name);
  }

  /** Returns number of elements of a stored tensor. */
  long elements(String name) {
    return checkpoint.tensor(prefix + name).elements();
  }

  /**
   * Refuses a checkpoint with tensors that have not been loaded.
   *
   * @param ignored full names that may be there nevertheless
   * @throws ModelException naming the first of them, and its file
   */
  public void requireNoOthers(Predicate<String> ignored) {
    RequiredTensors.refuseOthers(checkpoint, index.names(), ignored);
  }

  /** Returns the index of everything that was loaded, by the checkpoint's full names. */
  public WeightIndex index() {
    return index;
  }

  /**
   * Loads one tensor.
   *
   * @throws ModelException if its shape is another
   */
  public Tensor load(String name, Precision precision, long... shape) {
    Tensor tensor = load(scope, name, precision, shape);
    index.add(prefix + name, tensor, 0, shape[0]);
    return tensor;
  }

  /**
   * Loads tensors and joins them along their first dimension.
   *
   * @param rows of each of them
   * @param rowShape shape of a row
   */
  public Tensor loadJoined(
      List<String> names, List<Integer> rows, Precision precision, long... rowShape) {
    try (TensorScope work = TensorScope.open(scope.device())) {
      List<Tensor> parts = new ArrayList<>();
      for (int i = 0; i < names.size(); i++) {
        long[] shape =
            LongStream.concat(LongStream.of(rows.get(i)), LongStream.of(rowShape)).toArray();
        parts.add(load(work, names.get(i), precision, shape));
      }
      Tensor joined = scope.adopt(Tensor.concatenate(parts));
      long from = 0;
      for (int i = 0; i < names.size(); i++) {
        index.add(prefix + names.get(i), joined, from, from + rows.get(i));
        from += rows.get(i);
      }
      return joined;
    }
  }

  private Tensor load(TensorScope into, String name, Precision precision, long... shape) {
    StoredTensor stored = RequiredTensors.tensor(checkpoint, prefix + name, shape);
    if (stored.type() == ElementType.BFLOAT16) {
      return bfloat16(into, stored, precision, shape);
    }
    Precision own =
        switch (stored.type()) {
          case FLOAT32 -> Precision.FLOAT32;
          case FLOAT16 -> Precision.FLOAT16;
          case FLOAT64 -> Precision.FLOAT64;
          default -> throw new IllegalStateException("No format of weights: " + stored.type());
        };
    return converted(into, raw(into, stored, own, shape), own, precision);
  }

  private static Tensor raw(
      TensorScope into, StoredTensor stored, Precision precision, long... shape) {
    return stored.content().inMemory().isPresent()
        ? into.view(stored.bytes(), precision, shape)
        : into.read(stored.content().reader(), precision, shape);
  }

  /** The engine cannot make such tensors: another type of the same width carries the bits. */
  private Tensor bfloat16(TensorScope into, StoredTensor stored, Precision wanted, long... shape) {
    try (Tensor bits = raw(into, stored, Precision.FLOAT16, shape)) {
      Tensor tensor = run(into, "reinterpreted", bits);
      if (wanted == Precision.BFLOAT16) {
        return tensor;
      }
      try (tensor) {
        return converted(into, run(into, "float32", tensor), Precision.FLOAT32, wanted);
      }
    }
  }

  private Tensor converted(TensorScope into, Tensor tensor, Precision own, Precision wanted) {
    if (own == wanted) {
      return tensor;
    }
    try (tensor) {
      return wanted == Precision.BFLOAT16
          ? run(into, "bfloat16", tensor)
          : tensor.converted(wanted);
    }
  }

  private Tensor run(TensorScope into, String method, Tensor tensor) {
    if (conversions == null) {
      conversions =
          ScriptModule.compile(
              scope, "Precision", List.of("/org/dashsweep/model/precision.py"), Map.of());
    }
    // Not evaluate(): what it returns may not take part in a gradient.
    return conversions.differentiate(into, method, new Arguments().tensor(tensor)).get(0);
  }
}
