package org.dashsweep.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.dashsweep.tensor.Device;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;

/**
 * Packed sequences with each token's target: the label of the next token, as Hugging Face shifts
 * labels.
 *
 * <p>With padding on the left, Hugging Face also predicts a sequence's first token, from the
 * padding before it, which attends to nothing. Such padding tokens come behind all others: N + P
 * packed tokens, P of them padding.
 */
public final class CausalBatch {
  /** The label of a token that is not to be predicted. */
  public static final long IGNORED = -100;

  private final PackedBatch packed;
  private final int realTokens;
  private final long[] targets;
  private final int[] sequenceOf;
  private final int sequences;

  private CausalBatch(
      PackedBatch packed, int realTokens, long[] targets, int[] sequenceOf, int sequences) {
    this.packed = packed;
    this.realTokens = realTokens;
    this.targets = targets;
    this.sequenceOf = sequenceOf;
    this.sequences = sequences;
  }

  /** One sequence and its labels. */
  public interface Sequence extends PackedBatch.Sequence {
    /** Returns for each token its own id where it is to be predicted, else {@link #IGNORED}. */
    long[] labels();

    /**
     * Returns the padding token before the first, from which that one is predicted; empty for none.
     */
    default OptionalInt paddingBefore() {
      return OptionalInt.empty();
    }

    /** Returns the number of its predicted tokens. */
    default int predicted() {
      long[] labels = labels();
      int count = 0;
      for (int i = paddingBefore().isPresent() ? 0 : 1; i < labels.length; i++) {
        count += labels[i] == IGNORED ? 0 : 1;
      }
      return count;
    }
  }

  private record Padding(int token, int firstPosition) implements PackedBatch.Sequence {
    @Override
    public int[] tokenIds() {
      return new int[] {token};
    }
  }

  /** Packs sequences in their order. */
  public static CausalBatch of(List<? extends Sequence> sequences) {
    List<PackedBatch.Sequence> rows = new ArrayList<>(sequences);
    Targets targets = new Targets();
    Targets ofPadding = new Targets();
    for (int i = 0; i < sequences.size(); i++) {
      Sequence sequence = sequences.get(i);
      long[] labels = sequence.labels();
      if (labels.length != sequence.tokenIds().length) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "%d tokens have %d labels",
                sequence.tokenIds().length,
                labels.length));
      }
      for (int next = 1; next < labels.length; next++) {
        targets.add(labels[next], i);
      }
      targets.add(IGNORED, i);
      if (sequence.paddingBefore().isPresent() && labels[0] != IGNORED) {
        rows.add(
            new Padding(
                sequence.paddingBefore().getAsInt(), Math.max(0, sequence.firstPosition() - 1)));
        ofPadding.add(labels[0], i);
      }
    }
    int realTokens = targets.labels.size();
    targets.labels.addAll(ofPadding.labels);
    targets.sequences.addAll(ofPadding.sequences);
    return new CausalBatch(
        PackedBatch.of(rows),
        realTokens,
        targets.labels.stream().mapToLong(Long::longValue).toArray(),
        targets.sequences.stream().mapToInt(Integer::intValue).toArray(),
        sequences.size());
  }

  /** The targets of tokens, and the sequences that the tokens belong to. */
  private static final class Targets {
    private final List<Long> labels = new ArrayList<>();
    private final List<Integer> sequences = new ArrayList<>();

    void add(long label, int sequence) {
      labels.add(label);
      sequences.add(sequence);
    }
  }

  /** Returns the tokens. */
  public PackedBatch packed() {
    return packed;
  }

  /** N: tokens that are no padding; they come first. */
  public int realTokens() {
    return realTokens;
  }

  /** Returns the number of predicted tokens. */
  public int predicted() {
    return (int) Arrays.stream(targets).filter(target -> target != IGNORED).count();
  }

  /** Returns the target of each token, or {@link #IGNORED}; (N + P,). */
  public Tensor targets(TensorScope scope) {
    return scope.longs(targets, targets.length);
  }

  /** Returns the tokens that predict one, (M,): indices of packed tokens. */
  public Tensor predicting(TensorScope scope) {
    long[] tokens = predictingTokens().asLongStream().toArray();
    return scope.longs(tokens, tokens.length);
  }

  /** Returns the targets of the predicting tokens, (M,). */
  public Tensor predictions(TensorScope scope) {
    long[] tokens = predictingTokens().mapToLong(token -> targets[token]).toArray();
    return scope.longs(tokens, tokens.length);
  }

  private IntStream predictingTokens() {
    return IntStream.range(0, targets.length).filter(token -> targets[token] != IGNORED);
  }

  /**
   * Returns for each sequence the sum of its predicted tokens' values.
   *
   * @param values one for each predicted token, (M,)
   */
  public double[] sumBySequence(float[] values) {
    double[] sums = new double[sequences];
    int next = 0;
    for (int token : predictingTokens().toArray()) {
      sums[sequenceOf[token]] += values[next++];
    }
    return sums;
  }

  /**
   * Returns the index tensors that a model's attention needs: {@code lengths} (B + P,) of the
   * packed batch. On a GPU {@link PackedBatch#rectangle} is added: many small kernels cost more
   * there than padding. If there is padding, {@code attends} (N + P, 1) is added: 0 for padding, 1
   * for the others.
   */
  public Map<String, Tensor> layout(TensorScope scope) {
    Map<String, Tensor> layout = new LinkedHashMap<>();
    if (scope.device() instanceof Device.Cuda) {
      layout.putAll(packed.rectangle(scope));
    }
    layout.put("lengths", packed.lengths(scope));
    if (realTokens < targets.length) {
      float[] attends = new float[targets.length];
      Arrays.fill(attends, 0, realTokens, 1);
      layout.put("attends", scope.floats(attends, attends.length, 1));
    }
    return layout;
  }
}
