package org.dashsweep.model.sdxl;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The names that tensors have in the layout of SDXL's original code (Stability AI's
 * generative-models), turned into diffusers'.
 */
public final class OriginalNames {
  /** Parts of a residual block, by their original names. */
  private static final Map<String, String> RESNET =
      Map.of(
          "in_layers.0", "norm1",
          "in_layers.2", "conv1",
          "emb_layers.1", "time_emb_proj",
          "out_layers.0", "norm2",
          "out_layers.3", "conv2",
          "skip_connection", "conv_shortcut");

  /** Parts of the autoencoder's attention, by their original names. */
  private static final Map<String, String> VAE_ATTENTION =
      Map.of("norm", "group_norm", "q", "to_q", "k", "to_k", "v", "to_v", "proj_out", "to_out.0");

  private OriginalNames() {}

  /**
   * Returns diffusers' name of a U-Net's tensor.
   *
   * @param prefixes as {@link #unetPrefixes} gives them
   * @param name without what stands before it in the whole model's file
   * @return the same name if it is of no known part
   */
  public static String ofUnet(Map<String, String> prefixes, String name) {
    Optional<String> found =
        prefixes.keySet().stream()
            .filter(prefix -> name.startsWith(prefix + "."))
            .max(Comparator.comparingInt(String::length));
    if (found.isEmpty()) {
      return name;
    }
    String own = Objects.requireNonNull(prefixes.get(found.get()));
    String rest = name.substring(found.get().length() + 1);
    if (own.contains(".resnets.")) {
      for (Map.Entry<String, String> part : RESNET.entrySet()) {
        if (rest.startsWith(part.getKey() + ".")) {
          rest = part.getValue() + rest.substring(part.getKey().length());
          break;
        }
      }
    }
    return own + "." + rest;
  }

  /** Returns diffusers' names of a U-Net's parts by the original ones. */
  public static Map<String, String> unetPrefixes(UnetConfig config) {
    Map<String, String> names = new LinkedHashMap<>();
    names.put("time_embed.0", "time_embedding.linear_1");
    names.put("time_embed.2", "time_embedding.linear_2");
    names.put("label_emb.0.0", "add_embedding.linear_1");
    names.put("label_emb.0.2", "add_embedding.linear_2");
    names.put("input_blocks.0.0", "conv_in");
    names.put("middle_block.0", "mid_block.resnets.0");
    names.put("middle_block.1", "mid_block.attentions.0");
    names.put("middle_block.2", "mid_block.resnets.1");
    names.put("out.0", "conv_norm_out");
    names.put("out.2", "conv_out");
    int block = 1;
    for (int level = 0; level < config.channels().size(); level++) {
      block = down(config, level, block, names);
    }
    block = 0;
    for (int level = config.channels().size() - 1; level >= 0; level--) {
      block = up(config, level, block, names);
    }
    return names;
  }

  private static int down(UnetConfig config, int level, int first, Map<String, String> names) {
    int block = first;
    for (int i = 0; i < config.layers().get(level); i++) {
      put(names, "input_blocks", block, 0, "down_blocks", level, "resnets." + i);
      put(names, "input_blocks", block, 1, "down_blocks", level, "attentions." + i);
      block++;
    }
    if (level < config.channels().size() - 1) {
      names.put(
          String.format(Locale.ROOT, "input_blocks.%d.0.op", block),
          String.format(Locale.ROOT, "down_blocks.%d.downsamplers.0.conv", level));
      block++;
    }
    return block;
  }

  private static int up(UnetConfig config, int level, int first, Map<String, String> names) {
    int index = config.channels().size() - 1 - level;
    int block = first;
    for (int i = 0; i <= config.layers().get(level); i++) {
      put(names, "output_blocks", block, 0, "up_blocks", index, "resnets." + i);
      if (config.attends().get(level)) {
        put(names, "output_blocks", block, 1, "up_blocks", index, "attentions." + i);
      }
      block++;
    }
    if (level > 0) {
      names.put(
          String.format(
              Locale.ROOT,
              "output_blocks.%d.%d.conv",
              block - 1,
              config.attends().get(level) ? 2 : 1),
          String.format(Locale.ROOT, "up_blocks.%d.upsamplers.0.conv", index));
    }
    return block;
  }

  private static void put(
      Map<String, String> names,
      String original,
      int block,
      int place,
      String own,
      int index,
      String part) {
    names.put(
        String.format(Locale.ROOT, "%s.%d.%d", original, block, place),
        String.format(Locale.ROOT, "%s.%d.%s", own, index, part));
  }

  /**
   * Returns diffusers' name of an autoencoder's tensor.
   *
   * @param name without what stands before it in the whole model's file
   */
  public static String ofVae(VaeConfig config, String name) {
    String own =
        name.replace("mid.block_1.", "mid_block.resnets.0.")
            .replace("mid.block_2.", "mid_block.resnets.1.")
            .replace(".nin_shortcut.", ".conv_shortcut.")
            .replace("coder.norm_out.", "coder.conv_norm_out.");
    int levels = config.channels().size();
    for (int level = 0; level < levels; level++) {
      String down = "encoder.down." + level + ".";
      String up = "decoder.up." + level + ".";
      String downBlock = "encoder.down_blocks." + level + ".";
      String upBlock = "decoder.up_blocks." + (levels - 1 - level) + ".";
      own =
          own.replace(down + "block.", downBlock + "resnets.")
              .replace(down + "downsample.", downBlock + "downsamplers.0.")
              .replace(up + "block.", upBlock + "resnets.")
              .replace(up + "upsample.", upBlock + "upsamplers.0.");
    }
    return attention(own);
  }

  private static String attention(String name) {
    String marker = "mid.attn_1.";
    int at = name.indexOf(marker);
    if (at < 0) {
      return name;
    }
    String rest = name.substring(at + marker.length());
    int end = rest.lastIndexOf('.');
    String part = rest.substring(0, end);
    return name.substring(0, at)
        + "mid_block.attentions.0."
        + VAE_ATTENTION.getOrDefault(part, part)
        + rest.substring(end);
  }
}
