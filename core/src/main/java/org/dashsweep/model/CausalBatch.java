package org.dashsweep.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
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

  private CausalBatch(PackedBatch packed, int realTokens, long[] targets) {
    this.packed = packed;
    this.realTokens = realTokens;
    this.targets = targets;
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
    List<Long> targets = new ArrayList<>();
    List<Long> paddingTargets = new ArrayList<>();
    for (Sequence sequence : sequences) {
      long[] labels = sequence.labels();
      if (labels.length != sequence.tokenIds().length) {
        throw new IllegalArgumentException(
            "%d tokens have %d labels".formatted(sequence.tokenIds().length, labels.length));
      }
      Arrays.stream(labels).skip(1).forEach(targets::add);
      targets.add(IGNORED);
      if (sequence.paddingBefore().isPresent() && labels[0] != IGNORED) {
        rows.add(new Padding(sequence.paddingBefore().getAsInt()));
        paddingTargets.add(labels[0]);
      }
    }
    int realTokens = targets.size();
    targets.addAll(paddingTargets);
    return new CausalBatch(
        PackedBatch.of(rows), realTokens, targets.stream().mapToLong(Long::longValue).toArray());
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

  /**
   * The packed batch's layout and, if there is padding, {@code attends} (N + P, 1): 0 for padding,
   * 1 for the others.
   */
  public Map<String, Tensor> layout(TensorScope scope) {
    Map<String, Tensor> layout = packed.layout(scope);
    if (realTokens < targets.length) {
      float[] attends = new float[targets.length];
      Arrays.fill(attends, 0, realTokens, 1);
      layout.put("attends", scope.floats(attends, attends.length, 1));
    }
    return layout;
  }
}
