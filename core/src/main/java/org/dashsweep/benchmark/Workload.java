package org.dashsweep.benchmark;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/** The data that the measured steps train on. */
public sealed interface Workload {
  /** Examples of a step. */
  int batchSize();

  /** The ways in which its batches are laid out, each of which is measured. */
  List<Layout> layouts();

  /** The layout in which a batch's examples reach the linear layers. */
  enum Layout {
    /** Real tokens only. */
    PACKED,
    /** Every example filled up to the longest of its batch. */
    PADDED,
    /** Every example filled up to the most tokens that one may have. */
    PADDED_TO_MAXIMUM;

    /** Returns the name in reports. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  /**
   * Examples of one length, of random token ids: there is nothing to pad.
   *
   * @param length tokens of each example
   */
  record RandomTokens(int batchSize, int length) implements Workload {
    public RandomTokens {
      requireBatch(batchSize);
      if (length < 1) {
        throw new IllegalArgumentException("length must be at least 1: " + length);
      }
    }

    @Override
    public List<Layout> layouts() {
      return List.of(Layout.PACKED);
    }
  }

  /**
   * A task's training examples in a trial's order, packed and, for comparison, padded.
   *
   * @param task such as {@code supersense}
   * @param data the folder of tasks that are read from files
   * @param maximumLength tokens that examples are cut to, and for comparison filled up to; if
   *     empty, they are cut as a trial cuts them by default and nothing is filled up to that
   */
  record TaskBatches(int batchSize, String task, Path data, OptionalInt maximumLength)
      implements Workload {
    public TaskBatches {
      requireBatch(batchSize);
      if (maximumLength.isPresent() && maximumLength.getAsInt() < 1) {
        throw new IllegalArgumentException(
            "max-length must be at least 1: " + maximumLength.getAsInt());
      }
    }

    @Override
    public List<Layout> layouts() {
      return maximumLength.isPresent()
          ? List.of(Layout.values())
          : List.of(Layout.PACKED, Layout.PADDED);
    }
  }

  private static void requireBatch(int batchSize) {
    if (batchSize < 1) {
      throw new IllegalArgumentException("batch-size must be at least 1: " + batchSize);
    }
  }
}
