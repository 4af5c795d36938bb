package org.dashsweep.model.sdxl;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.dashsweep.model.ConfigReader;

/** Reads the configuration of a U-Net and refuses what is not computed here, by its key. */
final class UnetConfigReader {
  /** Keys whose values change the function, with the only one that is implemented. */
  private static final Map<String, String> FIXED = fixed();

  /** Keys whose features are not implemented. */
  private static final List<String> OFF =
      List.of(
          "center_input_sample",
          "class_embed_type",
          "class_embeddings_concat",
          "cross_attention_norm",
          "dual_cross_attention",
          "encoder_hid_dim",
          "encoder_hid_dim_type",
          "mid_block_only_cross_attention",
          "num_attention_heads",
          "num_class_embeds",
          "only_cross_attention",
          "resnet_skip_time_act",
          "reverse_transformer_layers_per_block",
          "time_cond_proj_dim",
          "time_embedding_act_fn",
          "time_embedding_dim",
          "timestep_post_act",
          "upcast_attention");

  private final ConfigReader config;
  private final int levels;

  private UnetConfigReader(ConfigReader config) {
    this.config = config;
    this.levels = config.texts("down_block_types").size();
  }

  private static Map<String, String> fixed() {
    Map<String, String> fixed = new LinkedHashMap<>();
    fixed.put("_class_name", "UNet2DConditionModel");
    fixed.put("act_fn", "silu");
    fixed.put("attention_type", "default");
    fixed.put("conv_in_kernel", "3");
    fixed.put("conv_out_kernel", "3");
    fixed.put("dropout", "0.0");
    fixed.put("mid_block_scale_factor", "1");
    fixed.put("mid_block_type", "UNetMidBlock2DCrossAttn");
    fixed.put("resnet_out_scale_factor", "1.0");
    fixed.put("resnet_time_scale_shift", "default");
    fixed.put("time_embedding_type", "positional");
    return fixed;
  }

  static UnetConfig read(ConfigReader config) {
    FIXED.forEach(config::requireIfGiven);
    OFF.forEach(config::requireOff);
    config.requireText("addition_embed_type", "text_time");
    config.requireText("use_linear_projection", "true");
    return new UnetConfigReader(config).read();
  }

  private UnetConfig read() {
    List<Boolean> attends = attends();
    List<Integer> channels = config.positiveIntegers("block_out_channels", levels);
    List<Integer> heads = config.positiveIntegers("attention_head_dim", levels);
    int groups = config.positiveInteger("norm_num_groups", 32);
    requireMultiples(channels, heads, groups);
    int latent = config.positiveInteger("in_channels");
    if (config.positiveInteger("out_channels") != latent) {
      throw config.problem("out_channels", "must be in_channels, " + latent);
    }
    return new UnetConfig(
        latent,
        channels,
        attends,
        config.positiveIntegers("layers_per_block", levels),
        config.has("transformer_layers_per_block")
            ? config.positiveIntegers("transformer_layers_per_block", levels)
            : Collections.nCopies(levels, 1),
        heads,
        config.positiveInteger("cross_attention_dim"),
        groups,
        config.positive("norm_eps", 1e-5),
        embedding(),
        config.count("downsample_padding", 1));
  }

  /** Way down and way up must be each other's mirror image. */
  private List<Boolean> attends() {
    List<Boolean> down = types("down_block_types", "CrossAttnDownBlock2D", "DownBlock2D");
    List<Boolean> up = new ArrayList<>(types("up_block_types", "CrossAttnUpBlock2D", "UpBlock2D"));
    Collections.reverse(up);
    if (!up.equals(down)) {
      throw config.problem("up_block_types", "must be down_block_types in reverse order");
    }
    return down;
  }

  private List<Boolean> types(String key, String attending, String plain) {
    List<Boolean> attends = new ArrayList<>();
    for (String type : config.texts(key)) {
      if (!type.equals(attending) && !type.equals(plain)) {
        throw config.problem(key, "may hold " + attending + " and " + plain);
      }
      attends.add(type.equals(attending));
    }
    if (attends.isEmpty()) {
      throw config.problem(key, "must not be empty");
    }
    return attends;
  }

  private void requireMultiples(List<Integer> channels, List<Integer> heads, int groups) {
    for (int level = 0; level < levels; level++) {
      int width = channels.get(level);
      if (width % groups != 0 || width % heads.get(level) != 0) {
        throw config.problem(
            "block_out_channels",
            String.format(
                Locale.ROOT,
                "must be multiples of norm_num_groups, %d, and of attention_head_dim, %s",
                groups,
                heads));
      }
    }
  }

  private UnetConfig.TimeEmbedding embedding() {
    UnetConfig.TimeEmbedding embedding =
        new UnetConfig.TimeEmbedding(
            config.positiveInteger("addition_time_embed_dim"),
            config.positiveInteger("projection_class_embeddings_input_dim"),
            config.flag("flip_sin_to_cos", true),
            config.count("freq_shift"));
    if (embedding.pooledWidth() < 1) {
      throw config.problem(
          "projection_class_embeddings_input_dim",
          "must be above six times addition_time_embed_dim");
    }
    return embedding;
  }
}
