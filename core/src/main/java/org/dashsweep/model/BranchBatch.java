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
    this.seen =
        1 + branches.stream().flatMap(List::stream).mapToInt(BranchBatch::lastRow).max().orElse(-1);
  }

  /** Returns the last row that a token sees: tokens before it may lie behind it. */
  private static int lastRow(Branch token) {
    int last = token.row();
    for (@Nullable Branch branch = token.before(); branch != null; branch = branch.before()) {
      last = Math.max(last, branch.row());
    }
    return last;
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
    int places = branches.size() * longest;
    long[] rows = new long[count];
    long[] packed = new long[count];
    long[] padded = new long[places];
    int next = 0;
    for (int region = 0; region < branches.size(); region++) {
      List<Branch> tokens = branches.get(region);
      for (int i = 0; i < tokens.size(); i++) {
        int place = region * longest + i;
        rows[next] = (long) region * regionRows + tokens.get(i).row();
        padded[place] = next;
        packed[next] = place;
        next++;
      }
    }
    Map<String, Tensor> layout = new LinkedHashMap<>();
    layout.put("rows", longs(scope, rows));
    layout.put("visible", visible(scope, Integer.MAX_VALUE));
    if (count < places) {
      layout.put("padded", longs(scope, padded));
      layout.put("packed", longs(scope, packed));
    }
    return layout;
  }

  /** Returns the number of tokens of the longest text, from its prompt's first on. */
  public int longestText() {
    return 1 + branches.stream().flatMap(List::stream).mapToInt(Branch::position).max().orElse(-1);
  }

  /**
   * Returns {@code visible} of {@link #layout} for blocks in which a token sees only the last ones
   * before it, (B, T, S).
   *
   * @param scope owns the tensor
   * @param window tokens that a token sees, itself included
   */
  public Tensor visible(TensorScope scope, int window) {
    int regions = branches.size();
    float[] visible = new float[regions * longest * seen];
    Arrays.fill(visible, Float.NEGATIVE_INFINITY);
    for (int region = 0; region < regions; region++) {
      List<Branch> tokens = branches.get(region);
      for (int i = 0; i < longest; i++) {
        int from = (region * longest + i) * seen;
        if (i < tokens.size()) {
          show(visible, from, tokens.get(i), window);
        } else {
          // Whatever padding sees is dropped, but a softmax over nothing is not a number.
          visible[from] = 0;
        }
      }
    }
    return scope.floats(visible, regions, longest, seen);
  }

  /**
   * Returns which of the tokens before all texts each token sees, (B, T, P): as {@link #visible}.
   *
   * @param scope owns the tensor
   * @param window tokens that a token sees, itself and those before its text included
   * @param count P
   */
  public Tensor before(TensorScope scope, int window, int count) {
    float[] before = new float[branches.size() * longest * count];
    for (int region = 0; region < branches.size(); region++) {
      List<Branch> tokens = branches.get(region);
      for (int i = 0; i < tokens.size(); i++) {
        int from = (region * longest + i) * count;
        int hidden = Math.min(count, tokens.get(i).position() + count - window + 1);
        if (hidden > 0) {
          Arrays.fill(before, from, from + hidden, Float.NEGATIVE_INFINITY);
        }
      }
    }
    return scope.floats(before, branches.size(), longest, count);
  }

  private static void show(float[] visible, int from, Branch token, int window) {
    int first = Math.max(0, token.position() - window + 1);
    int promptTokens = token.position();
    for (@Nullable Branch branch = token; branch != null; branch = branch.before()) {
      if (branch.position() >= first) {
        visible[from + branch.row()] = 0;
      }
      promptTokens = branch.position();
    }
    if (first < promptTokens) {
      Arrays.fill(visible, from + first, from + promptTokens, 0);
    }
  }

  private static Tensor longs(TensorScope scope, long[] values) {
    return scope.longs(values, values.length);
  }
}
