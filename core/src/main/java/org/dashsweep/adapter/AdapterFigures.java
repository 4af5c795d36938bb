package org.dashsweep.adapter;

import org.jspecify.annotations.Nullable;

/**
 * Figures of a method's settings for a benchmark's rows. A figure that the method does not have is
 * null.
 *
 * @param rank inner width of the trained product, r
 * @param alpha α; the product is scaled by α / r
 * @param dropout of the adapter's input
 * @param directions s, task-specific directions per matrix
 */
public record AdapterFigures(
    @Nullable Integer rank,
    @Nullable Double alpha,
    @Nullable Double dropout,
    @Nullable Integer directions) {
  /** The figures of a method without adapters. */
  public static final AdapterFigures NONE = new AdapterFigures(null, null, null, null);

  /** The same with directions. */
  public AdapterFigures withDirections(int count) {
    return new AdapterFigures(rank, alpha, dropout, count);
  }
}
