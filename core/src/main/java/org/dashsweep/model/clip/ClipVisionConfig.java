package org.dashsweep.model.clip;

import com.fasterxml.jackson.databind.JsonNode;
import org.dashsweep.model.ConfigReader;
import org.dashsweep.model.FrozenEncoder;

/**
 * The shape of CLIP's image encoder.
 *
 * @param imageSize height and width of images in pixels
 * @param patchSize of a patch
 * @param projection width of the common space
 */
public record ClipVisionConfig(
    FrozenEncoder.Shape shape, int imageSize, int patchSize, int projection) {
  private static final FrozenEncoder.Shape DEFAULTS =
      new FrozenEncoder.Shape(12, 768, 3072, 12, new FrozenEncoder.Form(1e-5, false, true, true));

  /**
   * Reads a configuration: an image encoder's own, or one with a {@code vision_config} in it.
   *
   * @param source named in messages
   * @throws org.dashsweep.model.ModelException naming the key of what is not usable
   */
  public static ClipVisionConfig read(String source, JsonNode config) {
    ConfigReader whole = new ConfigReader(source, config);
    ConfigReader vision = whole.has("vision_config") ? whole.object("vision_config") : whole;
    vision.requireIfGiven("num_channels", "3");
    int patch = vision.positiveInteger("patch_size", 32);
    int size = vision.positiveInteger("image_size", 224);
    if (size % patch != 0) {
      throw vision.problem("image_size", "must be a multiple of patch_size, " + patch);
    }
    return new ClipVisionConfig(
        ClipConfigReader.shape(vision, DEFAULTS, ClipConfigReader.CausalForm.ALL),
        size,
        patch,
        whole.positiveInteger("projection_dim", vision.positiveInteger("projection_dim", 512)));
  }

  /** Tokens of an image: its patches, and one of the class. */
  int tokens() {
    int side = imageSize / patchSize;
    return side * side + 1;
  }
}
