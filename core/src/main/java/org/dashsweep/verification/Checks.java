package org.dashsweep.verification;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.dashsweep.weights.CheckpointException;
import org.jspecify.annotations.Nullable;

/** Compares recomputed values with a reference file's and keeps the outcomes. */
final class Checks {
  private final ReferenceFile reference;
  private final List<TensorCheck> checks = new ArrayList<>();

  Checks(ReferenceFile reference) {
    this.reference = reference;
  }

  /**
   * Compares a whole tensor, if the reference has it.
   *
   * @param shape of {@code actual}
   */
  void compare(String name, float[] actual, List<Long> shape, Tolerance tolerance) {
    if (reference.has(name)) {
      float[] expected = reference.floats(name);
      add(name, expected, actual, shape, tolerance);
    }
  }

  /**
   * Compares the vectors of real tokens, if the reference has them.
   *
   * @param actual (N, width): the vectors of the rows' tokens, packed
   */
  void compareTokens(String name, float[] actual, MaskedRows rows, Tolerance tolerance) {
    if (!reference.has(name)) {
      return;
    }
    int width = actual.length / rows.tokenCount();
    List<Long> shape = List.of((long) rows.examples(), (long) rows.length(), (long) width);
    float[] padded = reference.floats(name);
    if (!reference.shape(name).equals(shape)) {
      incomparable(name, "the model gives shape " + shape);
      return;
    }
    float[] expected = new float[actual.length];
    int[] places = rows.places();
    for (int token = 0; token < places.length; token++) {
      System.arraycopy(padded, places[token] * width, expected, token * width, width);
    }
    add(name, expected, actual, shape, tolerance);
  }

  /**
   * Compares ids, which have to be the same.
   *
   * @param shape of both
   */
  void compareIds(String name, long[] expected, long[] actual, List<Long> shape) {
    add(name, floats(expected), floats(actual), shape, Tolerance.absolute(0));
  }

  /**
   * Compares numbers that were computed from tensors of the reference.
   *
   * @param name of the tensor that the outcome is of
   * @param shape of both
   */
  void compareDerived(
      String name, float[] expected, float[] actual, List<Long> shape, Tolerance tolerance) {
    add(name, expected, actual, shape, tolerance);
  }

  /** Compares a number that no tensor holds. */
  void compareNumber(String name, double expected, double actual, Tolerance tolerance) {
    checks.add(
        new TensorCheck.Compared(
            name, List.of(), 1, Math.abs(actual - expected), Math.abs(expected), tolerance));
  }

  /** Ids are small enough to be exact as floats. */
  private static float[] floats(long[] ids) {
    float[] floats = new float[ids.length];
    for (int i = 0; i < ids.length; i++) {
      floats[i] = ids[i];
    }
    return floats;
  }

  /** Notes that the model gives nothing to compare a tensor with. */
  void incomparable(String name, String problem) {
    checks.add(new TensorCheck.Incomparable(name, reference.shape(name), problem));
  }

  private void add(
      String name, float[] expected, float[] actual, List<Long> shape, Tolerance tolerance) {
    if (!reference.shape(name).equals(shape)) {
      incomparable(name, "the model gives shape " + shape);
      return;
    }
    if (notFinite(expected) >= 0) {
      throw reference.problem(name, "holds " + expected[notFinite(expected)]);
    }
    if (notFinite(actual) >= 0) {
      incomparable(name, "the model gives " + actual[notFinite(actual)]);
      return;
    }
    double difference = 0;
    double largest = 0;
    for (int i = 0; i < expected.length; i++) {
      difference = Math.max(difference, Math.abs((double) actual[i] - expected[i]));
      largest = Math.max(largest, Math.abs(expected[i]));
    }
    checks.add(
        new TensorCheck.Compared(name, shape, expected.length, difference, largest, tolerance));
  }

  /** Index of the first NaN or infinity, or −1. */
  private static int notFinite(float[] values) {
    return IntStream.range(0, values.length)
        .filter(i -> !Float.isFinite(values[i]))
        .findFirst()
        .orElse(-1);
  }

  /**
   * Returns the outcomes.
   *
   * @param known what names the model has, for the message about others
   * @throws CheckpointException if the reference holds tensors that nobody has asked for, or
   *     nothing to compare
   */
  Verification finish(String known) {
    List<String> handled = checks.stream().map(TensorCheck::name).toList();
    @Nullable String unknown =
        reference.unused().stream()
            .filter(name -> !handled.contains(name))
            .findFirst()
            .orElse(null);
    if (unknown != null) {
      throw reference.problem(unknown, "is not known; a reference of this model holds " + known);
    }
    if (checks.isEmpty()) {
      throw new CheckpointException(
          reference.source(), "holds nothing to compare; a reference of this model holds " + known);
    }
    return new Verification(reference.source(), checks);
  }
}
