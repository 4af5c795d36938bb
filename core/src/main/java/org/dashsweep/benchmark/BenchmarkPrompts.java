package org.dashsweep.benchmark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.dashsweep.data.BatchOrder;
import org.dashsweep.model.CausalBatch;
import org.dashsweep.train.BatchSchedule;

/**
 * The batches of all steps of a language model, one after the other.
 *
 * @param rows a multiple of the batch size
 * @param batchSize rows of a step
 */
record BenchmarkPrompts(List<CausalBatch.Sequence> rows, int batchSize) {
  /** Padded lengths are rounded up to a multiple of it, as the authors' code has it. */
  private static final int PADDING_MULTIPLE = 8;

  BenchmarkPrompts {
    rows = List.copyOf(rows);
    if (rows.isEmpty() || rows.size() % batchSize != 0) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%d rows do not fill batches of %d", rows.size(), batchSize));
    }
  }

  /** A row with tokens behind it that predict nothing and are not predicted. */
  private static final class Filled implements CausalBatch.Sequence {
    private final int[] tokenIds;
    private final long[] labels;

    Filled(CausalBatch.Sequence row, int length) {
      this.tokenIds = Arrays.copyOf(row.tokenIds(), length);
      this.labels = Arrays.copyOf(row.labels(), length);
      Arrays.fill(labels, row.tokenIds().length, length, CausalBatch.IGNORED);
    }

    @Override
    public int[] tokenIds() {
      return tokenIds;
    }

    @Override
    public long[] labels() {
      return labels;
    }
  }

  /**
   * The same batches with every row filled up to the longest of its batch: no real token attends to
   * what is behind it, so the loss is the same.
   */
  BenchmarkPrompts padded() {
    List<CausalBatch.Sequence> filled = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      filled.add(new Filled(rows.get(i), paddedLength(i / batchSize + 1)));
    }
    return new BenchmarkPrompts(filled, batchSize);
  }

  BenchmarkPrompts as(Workload.Layout layout) {
    return layout == Workload.Layout.PADDED ? padded() : this;
  }

  /** Returns the schedule that training takes them from. */
  BatchSchedule schedule() {
    return new BatchSchedule(lengths(rows), batchSize, new BatchOrder.AsGiven(), 0);
  }

  /** Tokens of a step, counted from 1. */
  int tokens(int step) {
    return Arrays.stream(lengths(batch(step))).sum();
  }

  /** Tokens of a step if it is padded. */
  int paddedTokens(int step) {
    return batchSize * paddedLength(step);
  }

  private int paddedLength(int step) {
    int longest = Arrays.stream(lengths(batch(step))).max().orElseThrow();
    return (longest + PADDING_MULTIPLE - 1) / PADDING_MULTIPLE * PADDING_MULTIPLE;
  }

  private List<CausalBatch.Sequence> batch(int step) {
    return rows.subList((step - 1) * batchSize, step * batchSize);
  }

  private static int[] lengths(List<CausalBatch.Sequence> rows) {
    return rows.stream().mapToInt(row -> row.tokenIds().length).toArray();
  }
}
