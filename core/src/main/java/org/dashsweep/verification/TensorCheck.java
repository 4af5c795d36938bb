package org.dashsweep.verification;

import java.util.List;

/** The outcome of comparing one reference tensor. */
public sealed interface TensorCheck {
  /** Returns its name in the reference file. */
  String name();

  /** Returns its shape in the reference file. */
  List<Long> shape();

  /** Returns the same outcome under another name. */
  TensorCheck named(String other);

  /** Returns whether the recomputed tensor is not the reference within its tolerance. */
  boolean failed();

  /**
   * Recomputed, with the reference's shape, and finite.
   *
   * @param elements compared, which leaves out padding
   * @param largestAbsoluteDifference over those elements
   * @param largestValue largest absolute value of the reference over those elements
   */
  record Compared(
      String name,
      List<Long> shape,
      long elements,
      double largestAbsoluteDifference,
      double largestValue,
      Tolerance tolerance)
      implements TensorCheck {
    public Compared {
      shape = List.copyOf(shape);
    }

    @Override
    public Compared named(String other) {
      return new Compared(
          other, shape, elements, largestAbsoluteDifference, largestValue, tolerance);
    }

    /**
     * Returns the largest absolute difference as a share of the reference's largest absolute value.
     */
    public double largestRelativeDifference() {
      return largestAbsoluteDifference == 0 ? 0 : largestAbsoluteDifference / largestValue;
    }

    @Override
    public boolean failed() {
      return !(largestAbsoluteDifference <= tolerance.limit(largestValue));
    }
  }

  /**
   * Recomputed as something that cannot be compared: of another shape or not finite.
   *
   * @param problem what was recomputed instead
   */
  record Incomparable(String name, List<Long> shape, String problem) implements TensorCheck {
    public Incomparable {
      shape = List.copyOf(shape);
    }

    @Override
    public Incomparable named(String other) {
      return new Incomparable(other, shape, problem);
    }

    @Override
    public boolean failed() {
      return true;
    }
  }
}
