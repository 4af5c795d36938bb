package org.dashsweep.adapter.diffusers;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names of a U-Net's modules in kohya's files: those of the original SDXL code, where the
 * blocks of the way down, and those of the way up, are numbered through. Dots are underscores.
 *
 * @param layers residual blocks of each level on the way down; one more on the way up
 */
record KohyaNames(List<Integer> layers) {
  private static final Pattern BLOCK =
      Pattern.compile("(down|up)_blocks\\.(\\d+)\\.attentions\\.(\\d+)\\.(.+)");
  private static final String MIDDLE = "mid_block.attentions.0.";

  /**
   * The name of a module.
   *
   * @param module in diffusers' names, such as {@code
   *     down_blocks.1.attentions.0.transformer_blocks.0.attn1.to_q}
   * @throws IllegalArgumentException if it is of no transformer
   */
  String of(String module) {
    if (module.startsWith(MIDDLE)) {
      return underscores("middle_block.1." + module.substring(MIDDLE.length()));
    }
    Matcher block = BLOCK.matcher(module);
    if (!block.matches()) {
      throw new IllegalArgumentException("kohya's files have no name for " + module);
    }
    boolean down = block.group(1).equals("down");
    int level = Integer.parseInt(block.group(2));
    int within = Integer.parseInt(block.group(3));
    // Each level ends with a halving, which is a block; before the first there is a convolution.
    int index = within + (down ? 1 : 0);
    for (int before = 0; before < level; before++) {
      index += layers.get(down ? before : layers.size() - 1 - before) + 1;
    }
    return underscores(
        String.format(
            Locale.ROOT, "%s_blocks.%d.1.%s", down ? "input" : "output", index, block.group(4)));
  }

  private static String underscores(String name) {
    return name.replace('.', '_');
  }
}
