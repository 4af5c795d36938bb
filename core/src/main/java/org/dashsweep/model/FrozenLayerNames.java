package org.dashsweep.model;

import java.util.List;

/**
 * The names that a checkpoint has for the parts of a {@link FrozenEncoder}'s layers.
 *
 * @param layers before a layer's index
 * @param attention queries, keys, values and output
 * @param norms before attention and before the feed-forward layer
 * @param feedForward the widening and the narrowing product
 */
public record FrozenLayerNames(
    String layers, List<String> attention, List<String> norms, List<String> feedForward) {
  public FrozenLayerNames {
    attention = List.copyOf(attention);
    norms = List.copyOf(norms);
    feedForward = List.copyOf(feedForward);
  }
}
