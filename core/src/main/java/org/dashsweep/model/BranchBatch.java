package org.dashsweep.model;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;
import org.jspecify.annotations.Nullable;

/**
 * Tokens of branches laid end to end: N tokens of B regions, at most T of a region. Only attention
 * puts them into a (B, T) rectangle, by the index tensors of {@link #layout}.
 */
public final class BranchBatch {
  private final List<List<Branch>> branches;
  private final int regionRows;
  private final int count;
  private final int longest;
  private final int seen;

  private BranchBatch(List<List<Branch>> branches, int regionRows) {
    this.branches = branches;
    this.regionRows = regionRows;
    this.count = branches.stream().mapToInt(List::size).sum();
    this.longest = branches.stream().mapToInt(List::size).max().orElse(0);
    this.seen = 1 + branches.stream().flatMap(List::stream).mapToInt(Branch::row).max().orElse(-1);
  }

  /**
   * Lays tokens end to end.
   *
   * @param branches for each of the first regions its tokens; not all empty
   * @param regionRows C, rows of a region
   */
  public static BranchBatch of(List<List<Branch>> branches, int regionRows) {
    BranchBatch batch = new BranchBatch(branches, regionRows);
    if (batch.count == 0) {
      throw new IllegalArgumentException("There is no token to go on with");
    }
    if (batch.seen > regionRows) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "Row %d is outside of a region of %d rows", batch.seen - 1, regionRows));
    }
    return batch;
  }

  /** Token ids, (N,). */
  public Tensor tokens(TensorScope scope) {
    return longs(scope, branches.stream().flatMap(List::stream).mapToLong(Branch::token).toArray());
  }

  /** Position of each token in its text, (N,). */
  public Tensor positions(TensorScope scope) {
    return longs(
        scope, branches.stream().flatMap(List::stream).mapToLong(Branch::position).toArray());
  }

  /**
   * Returns the index tensors that a model's attention needs:
   *
   * <ul>
   *   <li>{@code rows} (N,): the row of every token among the rows of all regions
   *   <li>{@code visible} (B, T, S): 0 where a token sees a row of its region, −∞ elsewhere. S rows
   *       reach to the last one seen
   *   <li>{@code padded} (B·T,): the packed token of every place, 0 at padding
   *   <li>{@code packed} (N,): the place of every token
   * </ul>
   *
   * {@code padded} and {@code packed} are absent when all regions have as many tokens.
   *
   * @param scope owns the tensors
   */
  public Map<String, Tensor> layout(TensorScope scope) {
    int regions = branches.size();
    float[] visible = new float[regions * longest * seen];
    Arrays.fill(visible, Float.NEGATIVE_INFINITY);
    long[] rows = new long[count];
    long[] packed = new long[count];
    long[] padded = new long[regions * longest];
    int next = 0;
    for (int region = 0; region < regions; region++) {
      List<Branch> tokens = branches.get(region);
      for (int i = 0; i < longest; i++) {
        int place = region * longest + i;
        if (i < tokens.size()) {
          show(visible, place * seen, tokens.get(i));
          rows[next] = (long) region * regionRows + tokens.get(i).row();
          padded[place] = next;
          packed[next] = place;
          next++;
        } else {
          // Whatever padding sees is dropped, but a softmax over nothing is not a number.
          visible[place * seen] = 0;
        }
      }
    }
    Map<String, Tensor> layout = new LinkedHashMap<>();
    layout.put("rows", longs(scope, rows));
    layout.put("visible", scope.floats(visible, regions, longest, seen));
    if (count < padded.length) {
      layout.put("padded", longs(scope, padded));
      layout.put("packed", longs(scope, packed));
    }
    return layout;
  }

  private static void show(float[] visible, int from, Branch token) {
    int promptTokens = token.position();
    for (@Nullable Branch branch = token; branch != null; branch = branch.before()) {
      visible[from + branch.row()] = 0;
      promptTokens = branch.position();
    }
    Arrays.fill(visible, from, from + promptTokens, 0);
  }

  private static Tensor longs(TensorScope scope, long[] values) {
    return scope.longs(values, values.length);
  }
}
