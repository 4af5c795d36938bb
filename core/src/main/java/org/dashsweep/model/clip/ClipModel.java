package org.dashsweep.model.clip;

import com.fasterxml.jackson.databind.JsonNode;
import org.dashsweep.model.ConfigReader;
import org.dashsweep.tensor.Closing;
import org.dashsweep.tensor.Device;
import org.dashsweep.weights.Checkpoint;

/**
 * Both encoders of CLIP, whose embeddings lie in one space. Confined to one thread; its loader
 * closes it.
 *
 * @param text with its projection
 * @param vision with its projection
 */
public record ClipModel(ClipTextModel text, ClipVisionModel vision) implements AutoCloseable {
  /**
   * Loads both.
   *
   * @param source of the configuration, for messages
   * @throws org.dashsweep.model.ModelException if configuration and tensors do not fit, or the
   *     checkpoint holds a tensor that is not known
   * @throws org.dashsweep.weights.CheckpointException if a tensor is missing
   */
  public static ClipModel load(
      String source, JsonNode config, Checkpoint checkpoint, Device device) {
    new ConfigReader(source, config).requireText("model_type", "clip");
    ClipTextModel text =
        ClipTextModel.load(
            checkpoint,
            ClipTextConfig.read(source, config),
            device,
            name -> name.startsWith("vision") || belongsToBoth(name) || isVisual(name));
    return Closing.onFailure(
        text,
        () ->
            new ClipModel(
                text,
                ClipVisionModel.load(
                    checkpoint,
                    ClipVisionConfig.read(source, config),
                    device,
                    name -> name.startsWith("text_") || belongsToBoth(name))));
  }

  private static boolean isVisual(String name) {
    return name.startsWith("visual_projection.");
  }

  private static boolean belongsToBoth(String name) {
    return name.equals("logit_scale");
  }

  @Override
  public void close() {
    text.close();
    vision.close();
  }
}
