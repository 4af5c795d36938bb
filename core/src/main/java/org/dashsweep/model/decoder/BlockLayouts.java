package org.dashsweep.model.decoder;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.dashsweep.tensor.Tensor;

/**
 * The index tensors of a batch for each block. Blocks with a sliding window may see less than
 * others.
 *
 * @param whole for blocks that see whole texts
 * @param windowed for the others
 * @param windowedBlocks indices of the others
 */
record BlockLayouts(
    Map<String, Tensor> whole, Map<String, Tensor> windowed, Set<Integer> windowedBlocks) {
  /** Layouts of texts that are no longer than any block's window. */
  static BlockLayouts same(Map<String, Tensor> layout) {
    return new BlockLayouts(layout, layout, Set.of());
  }

  /** Layouts of which those of windowed blocks have tensors of their own. */
  static BlockLayouts with(
      Map<String, Tensor> whole, Map<String, Tensor> ofWindow, SlidingWindow window) {
    Map<String, Tensor> windowed = new LinkedHashMap<>(whole);
    windowed.putAll(ofWindow);
    return new BlockLayouts(whole, windowed, window.blocks());
  }

  /** Returns a block's layout. */
  Map<String, Tensor> of(int block) {
    return windowedBlocks.contains(block) ? windowed : whole;
  }
}
