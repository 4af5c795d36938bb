package org.dashsweep.verification;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import org.dashsweep.model.CausalBatch;

/** Padded rows of tokens with labels, (B, T), as a batch of a causal model. */
final class CausalRows {
  private final ReferenceFile reference;
  private final MaskedRows rows;
  private final String prefix;
  private final long[] ids;
  private final long[] labels;
  private final Positions positions;

  /**
   * Rows that have been read.
   *
   * @param prefix before the tensors' names, for messages
   * @param ids (B, T), flattened
   * @param labels (B, T), flattened
   */
  CausalRows(ReferenceFile reference, MaskedRows rows, String prefix, long[] ids, long[] labels) {
    this(reference, rows, prefix, ids, labels, Positions.OF_TOKENS);
  }

  private CausalRows(
      ReferenceFile reference,
      MaskedRows rows,
      String prefix,
      long[] ids,
      long[] labels,
      Positions positions) {
    this.positions = positions;
    this.reference = reference;
    this.rows = rows;
    this.prefix = prefix;
    this.ids = ids;
    this.labels = labels;
  }

  /** Reads {@code input_ids}, {@code attention_mask} and, if there are any, {@code labels}. */
  static CausalRows read(ReferenceFile reference, String prefix) {
    MaskedRows rows = MaskedRows.read(reference, prefix);
    int examples = rows.examples();
    int length = rows.length();
    long[] ids = reference.longs(prefix + "input_ids", examples, length);
    long[] labels = new long[ids.length];
    Arrays.fill(labels, CausalBatch.IGNORED);
    if (reference.has(prefix + "labels")) {
      labels = reference.longs(prefix + "labels", examples, length);
    }
    return new CausalRows(reference, rows, prefix, ids, labels);
  }

  /** The positions that tokens have. */
  enum Positions {
    /** From 0 at a row's first token. */
    OF_TOKENS,
    /** From 0 at a row's first place, padding or not. */
    OF_PLACES
  }

  /** Returns the same rows with other positions. */
  CausalRows with(Positions others) {
    return new CausalRows(reference, rows, prefix, ids, labels, others);
  }

  MaskedRows rows() {
    return rows;
  }

  /**
   * Packs them.
   *
   * @param vocabulary every token and label is below it
   * @throws org.dashsweep.weights.CheckpointException if one is not
   */
  CausalBatch pack(int vocabulary) {
    return CausalBatch.of(sequences(vocabulary));
  }

  /** Returns the rows without their padding, as {@link #pack} packs them. */
  List<CausalBatch.Sequence> sequences(int vocabulary) {
    return rows.runs().stream()
        .<CausalBatch.Sequence>map(run -> sequence(run, vocabulary))
        .toList();
  }

  private Tokens sequence(MaskedRows.Run run, int vocabulary) {
    String name = prefix + "input_ids";
    OptionalInt paddingBefore = OptionalInt.empty();
    if (run.from() > 0) {
      MaskedRows.Run before = new MaskedRows.Run(run.row(), run.from() - 1, run.from());
      paddingBefore = OptionalInt.of(rows.select(name, ids, before, vocabulary)[0]);
    }
    int start = run.row() * rows.length();
    long[] own = Arrays.copyOfRange(labels, start + run.from(), start + run.to());
    for (long label : own) {
      if (label != CausalBatch.IGNORED && (label < 0 || label >= vocabulary)) {
        throw reference.problem(
            prefix + "labels",
            String.format(
                Locale.ROOT,
                "holds %d in row %d; a label is a token or %d",
                label,
                run.row(),
                CausalBatch.IGNORED));
      }
    }
    int first = positions == Positions.OF_PLACES ? run.from() : 0;
    return new Tokens(rows.select(name, ids, run, vocabulary), own, paddingBefore, first);
  }

  /** One row's tokens. */
  private static final class Tokens implements CausalBatch.Sequence {
    private final int[] ids;
    private final long[] labels;
    private final OptionalInt paddingBefore;
    private final int firstPosition;

    Tokens(int[] ids, long[] labels, OptionalInt paddingBefore, int firstPosition) {
      this.firstPosition = firstPosition;
      this.ids = ids;
      this.labels = labels;
      this.paddingBefore = paddingBefore;
    }

    @Override
    public int[] tokenIds() {
      return ids;
    }

    @Override
    public long[] labels() {
      return labels;
    }

    @Override
    public int firstPosition() {
      return firstPosition;
    }

    @Override
    public OptionalInt paddingBefore() {
      return paddingBefore;
    }
  }
}
