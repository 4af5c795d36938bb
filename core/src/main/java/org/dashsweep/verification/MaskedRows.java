package org.dashsweep.verification;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.dashsweep.model.PackedBatch;

/**
 * The real tokens of a padded (B, T) batch. Each row has one run of them, with padding before it or
 * behind it.
 */
final class MaskedRows {
  private final ReferenceFile reference;
  private final String maskName;
  private final int length;
  private final List<Run> runs;

  /** Columns [from, to) of a row. */
  record Run(int row, int from, int to) {}

  private MaskedRows(ReferenceFile reference, String maskName, int length, List<Run> runs) {
    this.reference = reference;
    this.maskName = maskName;
    this.length = length;
    this.runs = List.copyOf(runs);
  }

  /**
   * Reads {@code attention_mask}.
   *
   * @param prefix before its name
   * @throws org.dashsweep.weights.CheckpointException if it is not of that form
   */
  static MaskedRows read(ReferenceFile reference, String prefix) {
    String name = prefix + "attention_mask";
    List<Long> shape = reference.has(name) ? reference.shape(name) : List.of(0L, 0L);
    if (shape.size() != 2) {
      throw reference.problem(name, "must have the shape (examples, tokens), not " + shape);
    }
    long[] mask = reference.longs(name, shape.get(0), shape.get(1));
    return of(reference, name, mask, Math.toIntExact(shape.get(1)));
  }

  /** Returns the runs of a mask that has been read. */
  static MaskedRows of(ReferenceFile reference, String name, long[] mask, int length) {
    List<Run> runs = new ArrayList<>();
    for (int start = 0; start < mask.length; start += length) {
      int row = start / length;
      int from = start;
      while (from < start + length && mask[from] == 0) {
        from++;
      }
      int to = from;
      while (to < start + length && mask[to] == 1) {
        to++;
      }
      if (from == to || Arrays.stream(mask, to, start + length).anyMatch(value -> value != 0)) {
        throw reference.problem(
            name,
            String.format(
                Locale.ROOT,
                "must have one run of ones in every row, zeros elsewhere; row %d is %s",
                row,
                Arrays.toString(Arrays.copyOfRange(mask, start, start + length))));
      }
      runs.add(new Run(row, from - start, to - start));
    }
    if (runs.isEmpty()) {
      throw reference.problem(name, "has no rows");
    }
    return new MaskedRows(reference, name, length, runs);
  }

  /** B. */
  int examples() {
    return runs.size();
  }

  /** T. */
  int length() {
    return length;
  }

  /** N. */
  int tokenCount() {
    return runs.stream().mapToInt(run -> run.to - run.from).sum();
  }

  List<Run> runs() {
    return runs;
  }

  /** Returns the place of each packed token in the flattened batch. */
  int[] places() {
    return runs.stream()
        .flatMapToInt(
            run -> IntStream.range(run.row * length + run.from, run.row * length + run.to))
        .toArray();
  }

  /**
   * Returns the values of one run's tokens.
   *
   * @param name of the tensor they are from
   * @param limit every value is in [0, limit)
   * @throws org.dashsweep.weights.CheckpointException if one is not
   */
  int[] select(String name, long[] padded, Run run, int limit) {
    int[] values = new int[run.to - run.from];
    for (int i = 0; i < values.length; i++) {
      long value = padded[run.row * length + run.from + i];
      if (value < 0 || value >= limit) {
        throw reference.problem(
            name,
            String.format(
                Locale.ROOT,
                "holds %d in row %d; the model knows 0 to %d",
                value,
                run.row,
                limit - 1));
      }
      values[i] = (int) value;
    }
    return values;
  }

  /** Throws if a row starts with padding. */
  void requireRightPadding(String because) {
    for (Run run : runs) {
      if (run.from > 0) {
        throw reference.problem(
            maskName,
            String.format(
                Locale.ROOT, "has padding before the tokens of row %d; %s", run.row, because));
      }
    }
  }

  /** Throws if a row ends with padding. */
  void requireLeftPadding(String because) {
    for (Run run : runs) {
      if (run.to < length) {
        throw reference.problem(
            maskName,
            String.format(
                Locale.ROOT, "has padding behind the tokens of row %d; %s", run.row, because));
      }
    }
  }

  /** One example's tokens. */
  static final class Tokens implements PackedBatch.Sequence {
    private final int[] ids;
    private final int[] segments;

    Tokens(int[] ids) {
      this(ids, new int[ids.length]);
    }

    Tokens(int[] ids, int[] segments) {
      this.ids = ids;
      this.segments = segments;
    }

    @Override
    public int[] tokenIds() {
      return ids;
    }

    @Override
    public int[] segmentIds() {
      return segments;
    }
  }
}
