package org.dashsweep.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.dashsweep.checkpoint.Checkpoint;
import org.dashsweep.checkpoint.StoredTensor;
import org.dashsweep.tensor.Precision;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;

/**
 * Brings a checkpoint's tensors into a scope, checking shapes. A tensor that is already in the
 * wanted precision is not copied: it reads the checkpoint's own memory.
 */
public final class WeightLoader {
  private final Checkpoint checkpoint;
  private final String prefix;
  private final TensorScope scope;
  private final WeightIndex index = new WeightIndex();

  /**
   * A loader for the tensors under a prefix.
   *
   * @param prefix put before every name, such as {@code bert.}, or empty
   * @param scope owns what is loaded
   */
  public WeightLoader(Checkpoint checkpoint, String prefix, TensorScope scope) {
    this.checkpoint = checkpoint;
    this.prefix = prefix;
    this.scope = scope;
  }

  /** Whether there is a tensor of that name. */
  public boolean has(String name) {
    return checkpoint.tensors().containsKey(prefix + name);
  }

  /** Where everything that was loaded lies, by the checkpoint's full names. */
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
    try (TensorScope work = TensorScope.open()) {
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
    StoredTensor stored = checkpoint.tensor(prefix + name);
    if (!stored.shape().equals(Arrays.stream(shape).boxed().toList())) {
      throw new ModelException(
          checkpoint.source(),
          "has %s%s of shape %s where the configuration asks for %s"
              .formatted(prefix, name, stored.shape(), Arrays.toString(shape)));
    }
    Precision own =
        switch (stored.type()) {
          case FLOAT32 -> Precision.FLOAT32;
          case FLOAT16 -> Precision.FLOAT16;
          case BFLOAT16 -> Precision.BFLOAT16;
          case FLOAT64 -> Precision.FLOAT64;
          default ->
              throw new ModelException(
                  checkpoint.source(),
                  "has %s%s as %s, which is no format of weights"
                      .formatted(prefix, name, stored.type()));
        };
    Tensor view = into.view(stored.bytes(), own, shape);
    return own == precision ? view : view.converted(precision);
  }
}
