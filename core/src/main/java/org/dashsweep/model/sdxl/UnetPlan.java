package org.dashsweep.model.sdxl;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import org.dashsweep.model.sdxl.UnetUnit.Flow;

/** Lays out the units of a U-Net: down, through the middle, and up again past the skips. */
final class UnetPlan {
  private final UnetConfig config;
  private final List<UnetUnit> units = new ArrayList<>();
  private final Deque<Integer> skips = new ArrayDeque<>();
  private int width;

  UnetPlan(UnetConfig config) {
    this.config = config;
    this.width = config.channels().get(0);
  }

  List<UnetUnit> units() {
    units.add(new UnetUnit.Input(config.latentChannels(), width));
    skips.push(width);
    int levels = config.channels().size();
    for (int level = 0; level < levels; level++) {
      down(level);
    }
    resnet("mid_block.resnets.0.", width, Flow.PLAIN);
    transformer("mid_block.attentions.0.", levels - 1, Flow.CLOSES_RESIDUAL);
    resnet("mid_block.resnets.1.", width, Flow.PLAIN);
    for (int level = levels - 1; level >= 0; level--) {
      up(level, levels - 1 - level);
    }
    units.add(new UnetUnit.Output(width, config.latentChannels()));
    return List.copyOf(units);
  }

  private void down(int level) {
    String prefix = "down_blocks." + level + ".";
    boolean attends = config.attends().get(level);
    for (int i = 0; i < config.layers().get(level); i++) {
      int outputs = config.channels().get(level);
      resnet(resnets(prefix, i), outputs, attends ? Flow.PLAIN : Flow.KEPT);
      if (attends) {
        transformer(attentions(prefix, i), level, Flow.CLOSES_RESIDUAL_KEPT);
      }
      skips.push(width);
    }
    if (level < config.channels().size() - 1) {
      units.add(new UnetUnit.Downsample(prefix + "downsamplers.0.", width));
      skips.push(width);
    }
  }

  private void up(int level, int index) {
    String prefix = "up_blocks." + index + ".";
    for (int i = 0; i <= config.layers().get(level); i++) {
      int inputs = width + skips.pop();
      width = config.channels().get(level);
      units.add(
          new UnetUnit.Resnet(
              resnets(prefix, i), inputs, width, config.timeWidth(), Flow.TAKES_SKIP));
      if (config.attends().get(level)) {
        transformer(attentions(prefix, i), level, Flow.CLOSES_RESIDUAL);
      }
    }
    if (level > 0) {
      units.add(new UnetUnit.Upsample(prefix + "upsamplers.0.", width));
    }
  }

  private static String resnets(String prefix, int index) {
    return String.format(Locale.ROOT, "%sresnets.%d.", prefix, index);
  }

  private static String attentions(String prefix, int index) {
    return String.format(Locale.ROOT, "%sattentions.%d.", prefix, index);
  }

  private void resnet(String prefix, int outputs, Flow flow) {
    units.add(new UnetUnit.Resnet(prefix, width, outputs, config.timeWidth(), flow));
    width = outputs;
  }

  private void transformer(String prefix, int level, Flow exit) {
    units.add(new UnetUnit.TransformerEntry(prefix, width));
    for (int i = 0; i < config.transformerBlocks().get(level); i++) {
      units.add(
          new UnetUnit.TransformerBlock(
              String.format(Locale.ROOT, "%stransformer_blocks.%d.", prefix, i),
              width,
              config.heads().get(level),
              config.promptWidth()));
    }
    units.add(new UnetUnit.TransformerExit(prefix, width, exit));
  }
}
