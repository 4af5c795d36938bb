package org.dashsweep.model;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;

/**
 * Tokenised examples laid end to end: N tokens, no padding among them. Only attention puts them
 * into a (B, T) rectangle, by the index tensors of {@link #layout}. To compare with, {@link
 * #padded} lays them out as other software does.
 */
public final class PackedBatch {
  private final long[] tokens;
  private final long[] positions;
  private final long[] segments;
  private final int[] lengths;
  private final int longest;

  private PackedBatch(
      long[] tokens, long[] positions, long[] segments, int[] lengths, int longest) {
    this.tokens = tokens;
    this.positions = positions;
    this.segments = segments;
    this.lengths = lengths;
    this.longest = longest;
  }

  /** One tokenised example. */
  public interface Sequence {
    /** Token ids. */
    int[] tokenIds();

    /** Position of the first token; 0 but where other software counts padding before it. */
    default int firstPosition() {
      return 0;
    }

    /** Segment of each token; all 0 for models without segments. */
    default int[] segmentIds() {
      return new int[tokenIds().length];
    }
  }

  /** Packs examples in their order. */
  public static PackedBatch of(List<? extends Sequence> sequences) {
    int total = sequences.stream().mapToInt(sequence -> sequence.tokenIds().length).sum();
    long[] tokens = new long[total];
    long[] positions = new long[total];
    long[] segments = new long[total];
    int[] lengths = new int[sequences.size()];
    int next = 0;
    for (int row = 0; row < lengths.length; row++) {
      int[] ids = sequences.get(row).tokenIds();
      int[] segmentIds = sequences.get(row).segmentIds();
      int first = sequences.get(row).firstPosition();
      if (ids.length == 0) {
        throw new IllegalArgumentException(
            String.format(Locale.ROOT, "Example %d of the batch has no tokens", row));
      }
      lengths[row] = ids.length;
      for (int i = 0; i < ids.length; i++, next++) {
        tokens[next] = ids[i];
        positions[next] = (long) first + i;
        segments[next] = segmentIds[i];
      }
    }
    return new PackedBatch(
        tokens, positions, segments, lengths, Arrays.stream(lengths).max().orElse(0));
  }

  /**
   * Returns the same examples, each filled up to one length: N = B·T. Attention and pooling do not
   * see the added tokens; everything else computes them.
   *
   * @param length T, at least the longest example's
   * @param paddingToken id of the added tokens
   * @throws IllegalStateException if this batch has padding already
   */
  public PackedBatch padded(int length, int paddingToken) {
    if (tokens.length > realTokens()) {
      throw new IllegalStateException("The batch is padded already");
    }
    if (length < longest) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "length must be at least the longest example's %d: %d",
              longest,
              length));
    }
    int places = examples() * length;
    long[] filled = new long[places];
    Arrays.fill(filled, paddingToken);
    PackedBatch padded =
        new PackedBatch(filled, new long[places], new long[places], lengths, length);
    int next = 0;
    for (int row = 0; row < examples(); row++) {
      int place = row * length;
      System.arraycopy(tokens, next, padded.tokens, place, lengths[row]);
      System.arraycopy(segments, next, padded.segments, place, lengths[row]);
      for (int i = 0; i < length; i++) {
        padded.positions[place + i] = i;
      }
      next += lengths[row];
    }
    return padded;
  }

  /** Token ids, (N,). */
  public Tensor tokens(TensorScope scope) {
    return scope.longs(tokens, tokens.length);
  }

  /** Position of each token in its example, (N,). */
  public Tensor positions(TensorScope scope) {
    return scope.longs(positions, positions.length);
  }

  /**
   * Positions as fairseq counts them, (N,): those of an example begin behind the padding token's
   * id. A padding token has its own id as position and is not counted.
   */
  public Tensor positionsBehind(int paddingToken, TensorScope scope) {
    long[] counted = new long[tokens.length];
    int position = paddingToken;
    for (int i = 0; i < tokens.length; i++) {
      if (positions[i] == 0) {
        position = paddingToken;
      }
      counted[i] = tokens[i] == paddingToken ? paddingToken : ++position;
    }
    return scope.longs(counted, counted.length);
  }

  /** Segment of each token, (N,). */
  public Tensor segments(TensorScope scope) {
    return scope.longs(segments, segments.length);
  }

  /** Returns tokens of each example, (B,), in the host's memory. */
  public Tensor lengths(TensorScope scope) {
    return scope.numbers(Arrays.stream(lengths).asLongStream().toArray(), lengths.length);
  }

  /**
   * Returns the places of tokens in the rectangle of all examples, for attention that needs one.
   * They are {@code padded} (B·T,) and {@code packed} (N,), as {@link #layout} has them, whatever
   * the lengths.
   */
  public Map<String, Tensor> rectangle(TensorScope scope) {
    long[] padded = new long[lengths.length * longest];
    long[] packed = new long[tokens.length];
    int next = 0;
    for (int i = 0; i < lengths.length; i++) {
      for (int j = 0; j < lengths[i]; j++) {
        int place = i * longest + j;
        padded[place] = next;
        packed[next++] = place;
      }
    }
    return Map.of(
        "padded", scope.longs(padded, padded.length), "packed", scope.longs(packed, packed.length));
  }

  /** B. */
  public int examples() {
    return lengths.length;
  }

  /** N, padding included where there is any. */
  public int tokenCount() {
    return tokens.length;
  }

  private int realTokens() {
    return Arrays.stream(lengths).sum();
  }

  /** T. */
  public int longest() {
    return longest;
  }

  /**
   * Returns the index tensors a model's attention and pooling need:
   *
   * <ul>
   *   <li>{@code bias} (B, 1, 1, T): 0 where a token is, −∞ where only padding would be
   *   <li>{@code padded} (B·T,): the packed token of every place, 0 at padding
   *   <li>{@code packed} (N,): the place of every token
   *   <li>{@code row} (N,), {@code length} (B, 1), {@code first} (B,): the example of every token,
   *       its length and its first token
   * </ul>
   *
   * {@code padded} and {@code packed} are absent when all examples are of one length, and in a
   * {@link #padded} batch. That has {@code real} (N,) instead, the places of the tokens that are no
   * padding, of which alone {@code row} speaks.
   *
   * @param scope owns the tensors
   */
  public Map<String, Tensor> layout(TensorScope scope) {
    int rows = examples();
    int real = realTokens();
    boolean filled = tokens.length > real;
    float[] bias = new float[rows * longest];
    long[] padded = new long[rows * longest];
    long[] packed = new long[real];
    long[] row = new long[real];
    float[] length = new float[rows];
    long[] first = new long[rows];
    int next = 0;
    for (int i = 0; i < rows; i++) {
      first[i] = filled ? (long) i * longest : next;
      length[i] = lengths[i];
      for (int j = 0; j < longest; j++) {
        int place = i * longest + j;
        if (j < lengths[i]) {
          padded[place] = next;
          packed[next] = place;
          row[next] = i;
          next++;
        } else {
          bias[place] = Float.NEGATIVE_INFINITY;
        }
      }
    }
    Map<String, Tensor> layout = new LinkedHashMap<>();
    layout.put("bias", scope.floats(bias, rows, 1, 1, longest));
    layout.put("row", scope.longs(row, row.length));
    layout.put("length", scope.floats(length, rows, 1));
    layout.put("first", scope.longs(first, rows));
    if (filled) {
      layout.put("real", scope.longs(packed, packed.length));
    } else if (packed.length < padded.length) {
      layout.put("padded", scope.longs(padded, padded.length));
      layout.put("packed", scope.longs(packed, packed.length));
    }
    return layout;
  }
}
