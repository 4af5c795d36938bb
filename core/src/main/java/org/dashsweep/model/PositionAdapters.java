package org.dashsweep.model;

import java.util.Locale;

/**
 * The projections of relative positions that see the adapters, where a model projects positions by
 * the matrices of its tokens.
 */
public enum PositionAdapters {
  /** Queries and keys alike: an adapted matrix is adapted wherever it is used. */
  BOTH,
  /**
   * Keys only: positions' queries are projected by the frozen W. The code of LoRA-Dash's authors
   * does so, and so does AdaLoRA's, from which they have it.
   */
  KEYS_ONLY;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
