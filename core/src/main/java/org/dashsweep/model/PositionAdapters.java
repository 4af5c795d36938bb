package org.dashsweep.model;

import java.util.Locale;

/**
 * Which projections of relative positions see the adapters, where a model projects positions by the
 * matrices of its tokens.
 */
public enum PositionAdapters {
  /** Queries and keys alike: an adapted matrix is adapted wherever it is used. */
  BOTH,
  /**
   * Keys only: positions' queries are projected by the frozen W, as in the code of LoRA-Dash's
   * authors and of AdaLoRA, from which they have it.
   */
  KEYS_ONLY;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
