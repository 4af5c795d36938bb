package org.dashsweep.trial.dreambooth;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.dashsweep.diffusion.SdxlFiles;
import org.dashsweep.model.clip.ClipTextConfig;
import org.dashsweep.model.clip.ClipVisionConfig;
import org.dashsweep.model.sdxl.UnetConfig;
import org.dashsweep.model.sdxl.VaeConfig;
import org.dashsweep.model.vit.VitConfig;
import org.dashsweep.source.Locations;
import org.dashsweep.space.Parameter;
import org.dashsweep.space.SearchSpace;
import org.dashsweep.weights.huggingface.JsonFile;

/**
 * The shapes of a trial's models, from their configurations. Planning needs no more: directories
 * may hold configurations alone.
 *
 * @param unet the U-Net's
 * @param vae the VAE's
 * @param withoutWeights the parameters of the models that have no weights here
 */
record ModelOutlines(UnetConfig unet, VaeConfig vae, List<Parameter<String>> withoutWeights) {
  private static final String CONFIG = "config.json";

  ModelOutlines {
    withoutWeights = List.copyOf(withoutWeights);
  }

  /**
   * Reads configurations.
   *
   * @throws org.dashsweep.weights.CheckpointException if one is missing or not valid
   * @throws org.dashsweep.model.ModelException if one is not implemented
   */
  static ModelOutlines read(SubjectModels.Named named, Locations locations) {
    Path model = ModelPlaces.find(named.model(), locations);
    Optional<Path> vae = named.vae().map(name -> ModelPlaces.find(name, locations));
    Path dino = ModelPlaces.find(named.dino(), locations);
    Path clip = ModelPlaces.find(named.clip(), locations);
    config(dino, VitConfig::read);
    config(clip, ClipTextConfig::read);
    config(clip, ClipVisionConfig::read);
    List<Parameter<String>> without = new ArrayList<>();
    if (Files.isDirectory(model) && !hasWeights(model.resolve("unet"))) {
      without.add(SearchSpace.MODEL);
    }
    if (vae.isPresent() && !hasWeights(vae.get())) {
      without.add(DreamboothParameters.VAE);
    }
    if (!hasWeights(dino)) {
      without.add(DreamboothParameters.DINO);
    }
    if (!hasWeights(clip)) {
      without.add(DreamboothParameters.CLIP);
    }
    if (!Files.isDirectory(model)) {
      SdxlFiles files = SdxlFiles.read(model);
      return new ModelOutlines(
          files.unetConfig(),
          vae.map(path -> config(path, VaeConfig::read)).orElseGet(files::vaeConfig),
          without);
    }
    return new ModelOutlines(
        config(model.resolve("unet"), UnetConfig::read),
        config(vae.orElse(model.resolve("vae")), VaeConfig::read),
        without);
  }

  private static <T> T config(Path directory, BiFunction<String, JsonNode, T> read) {
    Path file = directory.resolve(CONFIG);
    return read.apply(file.toString(), JsonFile.readObject(file));
  }

  private static boolean hasWeights(Path directory) {
    if (!Files.isDirectory(directory)) {
      return false;
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(file -> String.valueOf(file.getFileName()))
          .anyMatch(name -> name.contains(".safetensors") || name.endsWith(".bin"));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot look into " + directory, e);
    }
  }

  /** Latents of square pictures; refuses a resolution that the models cannot halve. */
  LatentShape latents(int resolution) {
    return LatentShape.of(vae, unet, resolution);
  }

  /** Bytes of the largest tensors that the VAE's decoder has at once, for one picture. */
  long decoding(int resolution) {
    // Input, norm and result of a residual block at the full size, and what it is added to.
    long pixels = (long) resolution * resolution;
    return 4L * Float.BYTES * pixels * Math.max(vae.channels().get(0), upsampled());
  }

  /** Channels of the last tensor that is doubled in size. */
  private int upsampled() {
    return vae.channels().size() < 2 ? 0 : vae.channels().get(1);
  }
}
