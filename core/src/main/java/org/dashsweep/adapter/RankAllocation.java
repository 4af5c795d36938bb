package org.dashsweep.adapter;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The ranks that a budget leaves to a model's layers.
 *
 * @param budget ranks of all layers together
 * @param live ranks of each layer that are not zero; more than the budget where the optimiser has
 *     revived some since the last mask
 */
public record RankAllocation(long budget, Map<LinearLayer, Integer> live) {
  public RankAllocation {
    live = Collections.unmodifiableMap(new LinkedHashMap<>(live));
  }
}
