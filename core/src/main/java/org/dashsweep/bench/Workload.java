package org.dashsweep.bench;

import java.util.List;

/** What the measured steps train on. */
public sealed interface Workload {
  /** Examples of a step. */
  int batchSize();

  /** The ways in which its batches are laid out, each of which is measured. */
  List<Layout> layouts();

  /** How a batch's examples reach the linear layers. */
  enum Layout {
    /** Real tokens only. */
    PACKED,
    /** Every example filled up to the longest of its batch. */
    PADDED
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
   */
  record TaskBatches(int batchSize, String task) implements Workload {
    public TaskBatches {
      requireBatch(batchSize);
    }

    @Override
    public List<Layout> layouts() {
      return List.of(Layout.PACKED, Layout.PADDED);
    }
  }

  private static void requireBatch(int batchSize) {
    if (batchSize < 1) {
      throw new IllegalArgumentException("batch-size must be at least 1: " + batchSize);
    }
  }
}
