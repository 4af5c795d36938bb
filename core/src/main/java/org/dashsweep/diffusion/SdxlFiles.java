package org.dashsweep.diffusion;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.dashsweep.model.ConfigReader;
import org.dashsweep.model.ModelException;
import org.dashsweep.model.clip.ClipTextConfig;
import org.dashsweep.model.sdxl.UnetConfig;
import org.dashsweep.model.sdxl.UnetModel;
import org.dashsweep.model.sdxl.Vae;
import org.dashsweep.model.sdxl.VaeConfig;
import org.dashsweep.weights.CheckpointException;
import org.dashsweep.weights.huggingface.JsonFile;

/**
 * The files of an SDXL pipeline, read as far as names and shapes: nothing native is held.
 *
 * @param unet predicts noise
 * @param vae between images and latents
 * @param text both text encoders and their tokenizers
 * @param scheduler of samplings
 * @param emptyPrompt what stands for a prompt that is not given
 */
public record SdxlFiles(
    ModelComponent unet,
    ModelComponent vae,
    SdxlTextFiles text,
    EulerScheduler scheduler,
    EmptyPrompt emptyPrompt) {
  static final String INDEX = "model_index.json";
  static final String DIFFUSERS = "diffusion_pytorch_model";

  /** The unconditional embeddings of a pipeline that is given no negative prompt. */
  public enum EmptyPrompt {
    /** Zeros: {@code force_zeros_for_empty_prompt}, as SDXL 1.0 has it. */
    ZEROS,
    /** The empty text, encoded. */
    ENCODED
  }

  /**
   * Reads a diffusers directory, or a single file in the layout of the original code.
   *
   * @throws CheckpointException if a file is missing or not valid
   * @throws ModelException if a configuration is not implemented, or models do not fit one another
   */
  public static SdxlFiles read(Path location) {
    if (Files.isRegularFile(location)) {
      SdxlFiles files = OriginalFile.read(location);
      files.requireFit();
      return files;
    }
    if (!Files.isDirectory(location)) {
      throw new CheckpointException(
          location.toString(),
          "does not exist; name a directory that holds " + INDEX + ", or a file of a whole SDXL");
    }
    Path index = location.resolve(INDEX);
    JsonNode json = JsonFile.readObject(index);
    ConfigReader config = new ConfigReader(index.toString(), json);
    config.requireText("_class_name", "StableDiffusionXLPipeline");
    Path scheduler = location.resolve("scheduler").resolve("scheduler_config.json");
    SdxlFiles files =
        new SdxlFiles(
            ModelComponent.read(location.resolve("unet"), DIFFUSERS),
            ModelComponent.read(location.resolve("vae"), DIFFUSERS),
            SdxlTextFiles.read(location),
            EulerScheduler.read(scheduler.toString(), JsonFile.readObject(scheduler)),
            config.flag("force_zeros_for_empty_prompt", true)
                ? EmptyPrompt.ZEROS
                : EmptyPrompt.ENCODED);
    files.requireFit();
    return files;
  }

  /**
   * Returns the same with another autoencoder in its place.
   *
   * @param directory that holds {@code config.json} and the weights
   */
  public SdxlFiles withVae(Path directory) {
    SdxlFiles other =
        new SdxlFiles(
            unet, ModelComponent.read(directory, DIFFUSERS), text, scheduler, emptyPrompt);
    other.requireFit();
    return other;
  }

  /** The U-Net's shape. */
  public UnetConfig unetConfig() {
    return UnetConfig.read(unet.source(), unet.config());
  }

  /** The autoencoder's shape. */
  public VaeConfig vaeConfig() {
    return VaeConfig.read(vae.source(), vae.config());
  }

  /** Requires every tensor of all models, and that the widths of one are those of the next. */
  private void requireFit() {
    UnetConfig unetConfig = unetConfig();
    UnetModel.require(unet.checkpoint(), unetConfig);
    VaeConfig vaeConfig = vaeConfig();
    Vae.require(vae.checkpoint(), vaeConfig);
    same(
        "latent_channels",
        vae.source(),
        vaeConfig.latentChannels(),
        "in_channels",
        unetConfig.latentChannels());
    ClipTextConfig first = text.firstConfig();
    ClipTextConfig second = text.secondConfig();
    same(
        "hidden_size, with that of the other text encoder,",
        text.second().source(),
        first.shape().width() + second.shape().width(),
        "cross_attention_dim",
        unetConfig.promptWidth());
    same(
        "projection_dim",
        text.second().source(),
        second.projection(),
        "projection_class_embeddings_input_dim without the sizes",
        unetConfig.embedding().pooledWidth());
  }

  private void same(String key, String source, int value, String other, int wanted) {
    if (value != wanted) {
      throw new ModelException(
          source,
          String.format(
              Locale.ROOT,
              "does not fit %s: %s is %d, but %s is %d",
              unet.source(),
              key,
              value,
              other,
              wanted));
    }
  }
}
