package org.dashsweep.model.sdxl;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import org.dashsweep.model.ConfigReader;

/**
 * The shape of an autoencoder, from its {@code config.json}: diffusers' AutoencoderKL.
 *
 * @param imageChannels of images
 * @param latentChannels of latents
 * @param channels of each level, that of the whole image first
 * @param layers residual blocks of each level of the encoder; the decoder has one more
 * @param groups of the group norms
 * @param scalingFactor that latents are multiplied by before noise is added to them
 * @param parts that it may have or not
 */
public record VaeConfig(
    int imageChannels,
    int latentChannels,
    List<Integer> channels,
    int layers,
    int groups,
    double scalingFactor,
    Parts parts) {
  /**
   * Parts that an autoencoder may have or not.
   *
   * @param attention in the middle
   * @param quantConvolution behind the encoder
   * @param postQuantConvolution before the decoder
   */
  public record Parts(boolean attention, boolean quantConvolution, boolean postQuantConvolution) {}

  public VaeConfig {
    channels = List.copyOf(channels);
  }

  /**
   * Reads a configuration.
   *
   * @param source named in messages
   * @throws org.dashsweep.model.ModelException naming the key of what is not implemented here
   */
  public static VaeConfig read(String source, JsonNode config) {
    return read(new ConfigReader(source, config));
  }

  private static VaeConfig read(ConfigReader config) {
    config.requireIfGiven("_class_name", "AutoencoderKL");
    config.requireIfGiven("act_fn", "silu");
    List.of("latents_mean", "latents_std", "shift_factor").forEach(config::requireOff);
    int levels = config.texts("down_block_types").size();
    requireAll(config, "down_block_types", "DownEncoderBlock2D", levels);
    requireAll(config, "up_block_types", "UpDecoderBlock2D", levels);
    List<Integer> channels = config.positiveIntegers("block_out_channels", levels);
    int groups = config.positiveInteger("norm_num_groups", 32);
    if (channels.stream().anyMatch(width -> width % groups != 0)) {
      throw config.problem("block_out_channels", "must be multiples of norm_num_groups, " + groups);
    }
    return new VaeConfig(
        sameChannels(config),
        config.positiveInteger("latent_channels"),
        channels,
        config.positiveInteger("layers_per_block", 1),
        groups,
        config.positive("scaling_factor", 0.18215),
        new Parts(
            config.flag("mid_block_add_attention", true),
            config.flag("use_quant_conv", true),
            config.flag("use_post_quant_conv", true)));
  }

  private static int sameChannels(ConfigReader config) {
    int channels = config.positiveInteger("in_channels", 3);
    if (config.positiveInteger("out_channels", 3) != channels) {
      throw config.problem("out_channels", "must be in_channels, " + channels);
    }
    return channels;
  }

  private static void requireAll(ConfigReader config, String key, String type, int count) {
    List<String> types = config.texts(key);
    if (types.isEmpty() || types.size() != count || !types.stream().allMatch(type::equals)) {
      throw config.problem(
          key,
          String.format(Locale.ROOT, "must be as many %s as there are down_block_types", type));
    }
  }

  /** The factor by which latents are smaller than images in height and in width. */
  public int reduction() {
    return 1 << (channels.size() - 1);
  }
}
