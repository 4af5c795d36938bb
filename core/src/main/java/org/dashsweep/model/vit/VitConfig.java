package org.dashsweep.model.vit;

import com.fasterxml.jackson.databind.JsonNode;
import org.dashsweep.model.ConfigReader;
import org.dashsweep.model.FrozenEncoder;

/**
 * The shape of a ViT.
 *
 * @param imageSize height and width of images in pixels
 * @param patchSize of a patch
 */
public record VitConfig(FrozenEncoder.Shape shape, int imageSize, int patchSize) {
  /**
   * Reads a configuration.
   *
   * @param source named in messages
   * @throws org.dashsweep.model.ModelException naming the key of what is not usable
   */
  public static VitConfig read(String source, JsonNode json) {
    ConfigReader config = new ConfigReader(source, json);
    config.requireText("model_type", "vit");
    config.requireIfGiven("num_channels", "3");
    config.requireIfGiven("hidden_act", "gelu");
    int heads = config.positiveInteger("num_attention_heads", 12);
    int width = config.has("hidden_size") ? config.multiple("hidden_size", heads, "heads") : 768;
    int patch = config.positiveInteger("patch_size", 16);
    int size = config.positiveInteger("image_size", 224);
    if (size % patch != 0) {
      throw config.problem("image_size", "must be a multiple of patch_size, " + patch);
    }
    return new VitConfig(
        new FrozenEncoder.Shape(
            config.positiveInteger("num_hidden_layers", 12),
            width,
            config.positiveInteger("intermediate_size", 3072),
            heads,
            new FrozenEncoder.Form(
                config.positive("layer_norm_eps", 1e-12),
                false,
                false,
                config.flag("qkv_bias", true))),
        size,
        patch);
  }

  /** Tokens of an image: its patches, and one of the class. */
  int tokens() {
    int side = imageSize / patchSize;
    return side * side + 1;
  }
}
