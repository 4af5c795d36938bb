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
 * Packed sequences and the token that each of their tokens is to predict: the next one's label, as
 * Hugging Face shifts labels.
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
    /** For each token its own id where it is to be predicted, else {@link #IGNORED}. */
    long[] labels();

    /** The padding token before the first, from which that one is predicted; empty for none. */
    default OptionalInt paddingBefore() {
      return OptionalInt.empty();
    }

    /** How many of its tokens are predicted. */
    default int predicted() {
      long[] labels = labels();
      int count = 0;
      for (int i = paddingBefore().isPresent() ? 0 : 1; i < labels.length; i++) {
        count += labels[i] == IGNORED ? 0 : 1;
      }
      return count;
    }
  }

  private record Padding(int token) implements PackedBatch.Sequence {
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
        rows.add(new Padding(sequence.paddingBefore().getAsInt()));
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

  /** What tokens predict, and of which sequences they are. */
  private static final class Targets {
    private final List<Long> labels = new ArrayList<>();
    private final List<Integer> sequences = new ArrayList<>();

    void add(long label, int sequence) {
      labels.add(label);
      sequences.add(sequence);
    }
  }

  /** The tokens. */
  public PackedBatch packed() {
    return packed;
  }

  /** N: tokens that are no padding; they come first. */
  public int realTokens() {
    return realTokens;
  }

  /** How many tokens are predicted. */
  public int predicted() {
    return (int) Arrays.stream(targets).filter(target -> target != IGNORED).count();
  }

  /** What each token predicts, or {@link #IGNORED}; (N + P,). */
  public Tensor targets(TensorScope scope) {
    return scope.longs(targets, targets.length);
  }

  /** The tokens that predict one, (M,): indices of packed tokens. */
  public Tensor predicting(TensorScope scope) {
    long[] tokens = predictingTokens().asLongStream().toArray();
    return scope.longs(tokens, tokens.length);
  }

  /** What they predict, (M,). */
  public Tensor predictions(TensorScope scope) {
    long[] tokens = predictingTokens().mapToLong(token -> targets[token]).toArray();
    return scope.longs(tokens, tokens.length);
  }

  private IntStream predictingTokens() {
    return IntStream.range(0, targets.length).filter(token -> targets[token] != IGNORED);
  }

  /**
   * For each sequence the sum of what its predicted tokens have.
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
   * What a model's attention needs: {@code lengths} (B + P,) of the packed batch; on a GPU, where
   * many small kernels cost more than padding, {@link PackedBatch#rectangle}; and, if there is
   * padding, {@code attends} (N + P, 1): 0 for padding, 1 for the others.
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
