package org.dashsweep.model;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import org.dashsweep.weights.Checkpoint;
import org.dashsweep.weights.StoredTensor;

/**
 * Holds the tensors of a checkpoint against those that a configuration asks for. Reads their names,
 * types and shapes, never their values.
 */
public final class RequiredTensors {
  private final Checkpoint checkpoint;
  private final Set<String> required = new HashSet<>();

  public RequiredTensors(Checkpoint checkpoint) {
    this.checkpoint = checkpoint;
  }

  /**
   * Requires a tensor.
   *
   * @param name the checkpoint's own
   * @throws ModelException if its shape is another or its type is no format of weights
   * @throws org.dashsweep.weights.CheckpointException if there is none
   */
  public void require(String name, long... shape) {
    tensor(checkpoint, name, shape);
    required.add(name);
  }

  /**
   * Refuses a checkpoint with tensors that nobody has required.
   *
   * @param ignored names that may be there nevertheless
   * @throws ModelException naming the first of them, and its file
   */
  public void requireNoOthers(Predicate<String> ignored) {
    refuseOthers(checkpoint, required, ignored);
  }

  /** Returns the names of all that was required. */
  public Set<String> names() {
    return Set.copyOf(required);
  }

  static void refuseOthers(Checkpoint checkpoint, Set<String> used, Predicate<String> ignored) {
    List<String> others =
        checkpoint.tensors().keySet().stream()
            .filter(name -> !used.contains(name))
            .filter(ignored.negate())
            .toList();
    if (!others.isEmpty()) {
      throw new ModelException(
          checkpoint.sourceOf(others.get(0)),
          String.format(
              Locale.ROOT,
              "holds %d tensors that its configuration has no place for, such as %s",
              others.size(),
              others.get(0)));
    }
  }

  /** Returns a tensor of this shape, in a format of weights. */
  static StoredTensor tensor(Checkpoint checkpoint, String name, long... shape) {
    StoredTensor stored = checkpoint.tensor(name);
    if (!stored.shape().equals(Arrays.stream(shape).boxed().toList())) {
      throw new ModelException(
          checkpoint.sourceOf(name),
          String.format(
              Locale.ROOT,
              "has %s of shape %s where the configuration asks for %s",
              name,
              stored.shape(),
              Arrays.toString(shape)));
    }
    if (!stored.type().isFloatingPoint()) {
      throw new ModelException(
          checkpoint.sourceOf(name),
          String.format(
              Locale.ROOT, "has %s as %s, which is no format of weights", name, stored.type()));
    }
    return stored;
  }
}
