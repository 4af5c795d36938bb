package org.dashsweep.diffusion;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.dashsweep.file.Json;
import org.dashsweep.model.sdxl.OriginalNames;
import org.dashsweep.model.sdxl.UnetConfig;
import org.dashsweep.model.sdxl.VaeConfig;
import org.dashsweep.tokenizer.TokenizerFiles;
import org.dashsweep.weights.Checkpoint;
import org.dashsweep.weights.CheckpointException;
import org.dashsweep.weights.StoredTensor;
import org.dashsweep.weights.huggingface.JsonFile;
import org.dashsweep.weights.safetensors.SafetensorsReader;

/**
 * A whole SDXL in one file, in the layout of the original code: {@code sd_xl_base_1.0.safetensors}.
 *
 * <p>Tokenizers lie beside it, in {@code tokenizer} and {@code tokenizer_2}. Configurations may lie
 * there too, as in a diffusers directory; where there are none those of SDXL 1.0 are meant.
 */
final class OriginalFile {
  private static final String UNET = "model.diffusion_model.";
  private static final String VAE = "first_stage_model.";
  private static final String FIRST = "conditioner.embedders.0.transformer.";
  private static final String SECOND = "conditioner.embedders.1.model.";

  private final Path directory;
  private final Checkpoint whole;

  private OriginalFile(Path file) {
    this.directory = file.resolveSibling("");
    this.whole = SafetensorsReader.read(file);
  }

  /**
   * Reads the file, as far as names and shapes.
   *
   * @throws CheckpointException if the file is not of that layout, or tokenizers are missing
   */
  static SdxlFiles read(Path file) {
    return new OriginalFile(file).read();
  }

  private SdxlFiles read() {
    for (String prefix : new String[] {UNET, VAE, FIRST, SECOND}) {
      if (whole.tensors().keySet().stream().noneMatch(name -> name.startsWith(prefix))) {
        throw new CheckpointException(
            whole.source(),
            String.format(
                Locale.ROOT,
                "is no whole SDXL: no tensor's name begins with %s; name a diffusers directory, or"
                    + " a file like sd_xl_base_1.0.safetensors",
                prefix));
      }
    }
    JsonNode scheduler = config("scheduler/scheduler_config.json");
    return new SdxlFiles(
        unet(),
        vae(),
        text(),
        EulerScheduler.read(source("scheduler/scheduler_config.json"), scheduler),
        SdxlFiles.EmptyPrompt.ZEROS);
  }

  private ModelComponent unet() {
    String source = source("unet/config.json");
    JsonNode json = config("unet/config.json");
    Map<String, String> prefixes = OriginalNames.unetPrefixes(UnetConfig.read(source, json));
    return new ModelComponent(
        source, json, part(UNET).renamed(name -> OriginalNames.ofUnet(prefixes, name)));
  }

  private ModelComponent vae() {
    String source = source("vae/config.json");
    JsonNode json = config("vae/config.json");
    VaeConfig config = VaeConfig.read(source, json);
    Checkpoint renamed = part(VAE).renamed(name -> OriginalNames.ofVae(config, name));
    return new ModelComponent(source, json, OriginalTensors.withMatrices(renamed));
  }

  private SdxlTextFiles text() {
    return new SdxlTextFiles(
        new ModelComponent(
            source("text_encoder/config.json"), config("text_encoder/config.json"), part(FIRST)),
        new ModelComponent(
            source("text_encoder_2/config.json"),
            config("text_encoder_2/config.json"),
            OriginalTensors.ofOpenClip(part(SECOND))),
        tokenizer("tokenizer"),
        tokenizer("tokenizer_2"));
  }

  /** The tensors behind a prefix, by their names without it. */
  private Checkpoint part(String prefix) {
    SortedMap<String, StoredTensor> tensors = new TreeMap<>();
    whole
        .tensors()
        .forEach(
            (name, tensor) -> {
              if (name.startsWith(prefix)) {
                tensors.put(name.substring(prefix.length()), tensor);
              }
            });
    return new Checkpoint(whole.source(), tensors, whole.metadata());
  }

  private TokenizerFiles tokenizer(String name) {
    Path folder = directory.resolve(name);
    if (!Files.isDirectory(folder)) {
      throw new CheckpointException(
          folder.toString(),
          String.format(
              Locale.ROOT,
              "does not exist: %s has no tokenizers in it; put the folders tokenizer and"
                  + " tokenizer_2 of stabilityai/stable-diffusion-xl-base-1.0 beside it",
              whole.source()));
    }
    return TokenizerFiles.read(folder);
  }

  private String source(String name) {
    Path own = directory.resolve(name);
    return Files.exists(own) ? own.toString() : "SDXL 1.0's " + name;
  }

  private JsonNode config(String name) {
    Path own = directory.resolve(name);
    return Files.exists(own) ? JsonFile.readObject(own) : published(name);
  }

  /** Returns a configuration of SDXL 1.0. */
  static JsonNode published(String name) {
    String resource = "/org/dashsweep/diffusion/sdxl-1.0/" + name;
    try (InputStream in = OriginalFile.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("No resource " + resource);
      }
      return Json.MAPPER.readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
