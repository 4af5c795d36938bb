package org.dashsweep.data.described;

import org.dashsweep.data.StableHash;
import org.jspecify.annotations.Nullable;

/**
 * The rule by which training rows are held out for evaluation. The SHA-256 of {@code hold-out
 * SEED}, a line break and the row's texts, joined by a line break, decides. The row is held out if
 * the first eight bytes, a number of 64 bits, are below the share of 2⁶⁴. The rule depends on no
 * other row: rows of equal texts stay together, and a file may grow or be sorted anew.
 *
 * @param share of the rows that is expected to be held out, above 0 and below 1
 * @param seed of the choice
 */
public record HoldOut(double share, long seed) {
  private static final double TWO_TO_64 = 0x1p64;

  public HoldOut {
    if (!(share > 0 && share < 1)) {
      throw new IllegalArgumentException("share must be above 0 and below 1: " + share);
    }
  }

  /** Returns whether a row of these texts is held out. */
  public boolean takes(String text, @Nullable String pair) {
    long hash = StableHash.of("hold-out " + seed, pair == null ? text : text + "\n" + pair);
    double unsigned = (hash >>> 1) * 2.0 + (hash & 1);
    return unsigned < share * TWO_TO_64;
  }
}
