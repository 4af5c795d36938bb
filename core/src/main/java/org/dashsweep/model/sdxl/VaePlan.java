package org.dashsweep.model.sdxl;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Lays out the parts of an autoencoder. */
final class VaePlan {
  private final VaeConfig config;
  private final List<VaePart> parts = new ArrayList<>();

  private VaePlan(VaeConfig config) {
    this.config = config;
  }

  /** From an image to the posterior's moments. */
  static List<VaePart> encoder(VaeConfig config) {
    return new VaePlan(config).encoder();
  }

  /** From a latent to an image. */
  static List<VaePart> decoder(VaeConfig config) {
    return new VaePlan(config).decoder();
  }

  private List<VaePart> encoder() {
    List<Integer> channels = config.channels();
    int moments = 2 * config.latentChannels();
    int width = channels.get(0);
    parts.add(VaePart.input("encoder.", config.imageChannels(), width));
    for (int level = 0; level < channels.size(); level++) {
      String prefix = "encoder.down_blocks." + level + ".";
      width = resnets(prefix, width, channels.get(level), config.layers());
      if (level < channels.size() - 1) {
        parts.add(VaePart.resample(prefix + "downsamplers.0.", "downsample", width));
      }
    }
    middle("encoder.mid_block.", width);
    parts.add(VaePart.output("encoder.", width, moments));
    if (config.parts().quantConvolution()) {
      parts.add(VaePart.pointwise("quant_conv", moments));
    }
    return List.copyOf(parts);
  }

  private List<VaePart> decoder() {
    List<Integer> channels = config.channels();
    int last = channels.size() - 1;
    int width = channels.get(last);
    if (config.parts().postQuantConvolution()) {
      parts.add(VaePart.pointwise("post_quant_conv", config.latentChannels()));
    }
    parts.add(VaePart.input("decoder.", config.latentChannels(), width));
    middle("decoder.mid_block.", width);
    for (int level = last; level >= 0; level--) {
      String prefix = "decoder.up_blocks." + (last - level) + ".";
      width = resnets(prefix, width, channels.get(level), config.layers() + 1);
      if (level > 0) {
        parts.add(VaePart.resample(prefix + "upsamplers.0.", "upsample", width));
      }
    }
    parts.add(VaePart.output("decoder.", width, config.imageChannels()));
    return List.copyOf(parts);
  }

  private int resnets(String prefix, int inputs, int outputs, int count) {
    for (int i = 0; i < count; i++) {
      parts.add(
          VaePart.resnet(
              String.format(Locale.ROOT, "%sresnets.%d.", prefix, i),
              i == 0 ? inputs : outputs,
              outputs));
    }
    return outputs;
  }

  private void middle(String prefix, int width) {
    parts.add(VaePart.resnet(prefix + "resnets.0.", width, width));
    if (config.parts().attention()) {
      parts.add(VaePart.attention(prefix + "attentions.0.", width));
    }
    parts.add(VaePart.resnet(prefix + "resnets.1.", width, width));
  }
}
