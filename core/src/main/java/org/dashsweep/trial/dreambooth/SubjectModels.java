package org.dashsweep.trial.dreambooth;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.dashsweep.data.dreambooth.TrainingImage;
import org.dashsweep.diffusion.EulerSteps;
import org.dashsweep.diffusion.ModelComponent;
import org.dashsweep.diffusion.NoiseSchedule;
import org.dashsweep.diffusion.PromptEmbeddings;
import org.dashsweep.diffusion.PromptEncoder;
import org.dashsweep.diffusion.SdxlFiles;
import org.dashsweep.image.PixelPreparation;
import org.dashsweep.image.RgbImage;
import org.dashsweep.model.clip.ClipTextConfig;
import org.dashsweep.model.clip.ClipTextModel;
import org.dashsweep.model.clip.ClipVisionConfig;
import org.dashsweep.model.clip.ClipVisionModel;
import org.dashsweep.model.sdxl.UnetModel;
import org.dashsweep.model.sdxl.Vae;
import org.dashsweep.model.vit.VitConfig;
import org.dashsweep.model.vit.VitModel;
import org.dashsweep.source.Locations;
import org.dashsweep.tensor.Closing;
import org.dashsweep.tensor.Device;
import org.dashsweep.tensor.Precision;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.tokenizer.Segments;
import org.dashsweep.tokenizer.TextTokenizer;
import org.dashsweep.tokenizer.TokenizerFiles;
import org.dashsweep.weights.Checkpoint;
import org.dashsweep.weights.StoredTensor;
import org.dashsweep.weights.huggingface.HuggingFaceDirectory;

/**
 * All models of a trial, as their files. Each is loaded when it is asked for, and owned by whoever
 * asks. Safe for several threads.
 */
final class SubjectModels {
  /** Shorter sides of DINO's preparation are to the crop as these two. */
  private static final int DINO_SIDE = 256;

  private static final int DINO_CROP = 224;

  private final Named named;
  private final SdxlFiles files;
  private final HuggingFaceDirectory dino;
  private final HuggingFaceDirectory clip;
  private final TokenizerFiles clipTokenizer;
  private final Map<String, String> fingerprints = new ConcurrentHashMap<>();

  /** The names of models in a sweep, and where they compute. */
  record Named(String model, Optional<String> vae, String dino, String clip, Device device) {
    static Named of(DreamboothSettings settings, Device device) {
      return new Named(
          settings.common().model(), settings.vae(), settings.dino(), settings.clip(), device);
    }
  }

  private SubjectModels(Named named, SdxlFiles files, Path dino, Path clip) {
    this.named = named;
    this.files = files;
    this.dino = HuggingFaceDirectory.read(dino);
    this.clip = HuggingFaceDirectory.read(clip);
    this.clipTokenizer = TokenizerFiles.read(clip);
  }

  /**
   * Finds and reads the files, as far as names and shapes.
   *
   * @throws CheckpointException if a file is missing or not valid
   * @throws org.dashsweep.model.ModelException if a configuration is not implemented
   */
  static SubjectModels read(Named named, Locations locations) {
    SdxlFiles own = SdxlFiles.read(ModelPlaces.find(named.model(), locations));
    return new SubjectModels(
        named,
        named.vae().map(name -> own.withVae(ModelPlaces.find(name, locations))).orElse(own),
        ModelPlaces.find(named.dino(), locations),
        ModelPlaces.find(named.clip(), locations));
  }

  /**
   * Requires the towers of CLIP and DINO to fit their configurations; reads no weight. The
   * pipeline's own models have been checked.
   *
   * @throws org.dashsweep.model.ModelException if a configuration is not implemented
   */
  void requireAll() {
    VitConfig.read(named.dino(), dino.config());
    ClipTextConfig.read(named.clip(), clip.config());
    ClipVisionConfig.read(named.clip(), clip.config());
  }

  Named named() {
    return named;
  }

  SdxlFiles files() {
    return files;
  }

  NoiseSchedule schedule() {
    return files.scheduler().schedule();
  }

  EulerSteps eulerSteps(int count) {
    return files.scheduler().steps(count);
  }

  boolean zerosForEmptyPrompt() {
    return files.emptyPrompt() == SdxlFiles.EmptyPrompt.ZEROS;
  }

  double scalingFactor() {
    return files.vaeConfig().scalingFactor();
  }

  /** The latents of square pictures. */
  LatentShape latentShape(int resolution) {
    return LatentShape.of(files.vaeConfig(), files.unetConfig(), resolution);
  }

  String vaeFingerprint() {
    return fingerprint("vae", key -> of(files.vae()));
  }

  String textFingerprint() {
    return fingerprint(
        "text",
        key ->
            DreamboothInputs.hash(
                List.of(
                    of(files.text().first()),
                    of(files.text().second()),
                    files.text().firstTokenizer().fingerprint(),
                    files.text().secondTokenizer().fingerprint())));
  }

  String dinoFingerprint() {
    return fingerprint("dino", key -> of(dino.config(), dino.checkpoint().fingerprint()));
  }

  String clipFingerprint() {
    return fingerprint(
        "clip",
        key ->
            DreamboothInputs.hash(
                List.of(
                    of(clip.config(), clip.checkpoint().fingerprint()),
                    clipTokenizer.fingerprint())));
  }

  /** The whole pipeline's, with whatever VAE it has. */
  String pipelineFingerprint() {
    return DreamboothInputs.hash(
        List.of(
            fingerprint("unet", key -> of(files.unet())),
            vaeFingerprint(),
            textFingerprint(),
            files.scheduler().toString(),
            files.emptyPrompt().name()));
  }

  private String fingerprint(String part, Function<String, String> make) {
    return fingerprints.computeIfAbsent(part, make);
  }

  private static String of(ModelComponent component) {
    return of(component.config(), component.checkpoint().fingerprint());
  }

  private static String of(JsonNode config, String weights) {
    return DreamboothInputs.hash(List.of(config.toString(), weights));
  }

  /** Loads the U-Net; the caller closes it. */
  UnetModel loadUnet(Precision precision) {
    return UnetModel.load(files.unet().checkpoint(), files.unetConfig(), precision, named.device());
  }

  private Vae loadVae() {
    return Vae.load(files.vae().checkpoint(), files.vaeConfig(), named.device());
  }

  VaeDecoder openDecoder() {
    return new VaeDecoder(loadVae(), named.device());
  }

  /** Opens what makes posteriors of photos' crops. */
  Coder<TrainingImage> openEncoder() {
    Vae vae = loadVae();
    return new ModelCoder<>(
        named.device(),
        vae,
        (work, image) -> {
          int side = image.square().height();
          Vae.Posterior posterior =
              vae.encode(work, work.floats(image.pixels(), 1, RgbImage.CHANNELS, side, side));
          return Preparation.posterior(posterior.mean().floats(), posterior.logVariance().floats());
        });
  }

  /** Opens what makes states of prompts. */
  Coder<String> openText() {
    PromptEncoder encoder = PromptEncoder.load(files.text(), named.device());
    return new ModelCoder<>(
        named.device(),
        encoder,
        (work, prompt) -> {
          PromptEmbeddings encoded = encoder.encode(work, List.of(prompt));
          return Map.of(
              Preparation.HIDDEN, encoded.hidden().floats(),
              Preparation.POOLED, encoded.pooled().floats());
        });
  }

  Coder<RgbImage> openDino() {
    VitModel model =
        VitModel.load(
            dino.checkpoint(), VitConfig.read(named.dino(), dino.config()), named.device());
    int crop = model.config().imageSize();
    PixelPreparation preparation = PixelPreparation.dino(crop * DINO_SIDE / DINO_CROP, crop);
    return new ModelCoder<>(
        named.device(),
        model,
        (work, picture) ->
            Coders.embedding(model.embed(work, pixels(work, preparation, picture)).floats()));
  }

  Coder<RgbImage> openClipImages() {
    ClipVisionModel model =
        ClipVisionModel.load(
            tower("vision", "visual"),
            ClipVisionConfig.read(named.clip(), clip.config()),
            named.device());
    PixelPreparation preparation = PixelPreparation.clip(model.config().imageSize());
    return new ModelCoder<>(
        named.device(),
        model,
        (work, picture) ->
            Coders.embedding(model.embed(work, pixels(work, preparation, picture)).floats()));
  }

  Coder<String> openClipTexts() {
    ClipTextModel model =
        ClipTextModel.load(
            tower("text"), ClipTextConfig.read(named.clip(), clip.config()), named.device());
    TextTokenizer tokenizer = Closing.onFailure(model, clipTokenizer::open);
    AutoCloseable both =
        () -> {
          tokenizer.close();
          model.close();
        };
    return new ModelCoder<>(
        named.device(),
        both,
        (work, text) -> {
          int[] ids = tokenizer.encode(Segments.of(text), model.config().positions()).tokenIds();
          return Coders.embedding(model.encode(work, new int[][] {ids}).pooled().floats());
        });
  }

  /** The tensors of one of CLIP's towers. */
  private Checkpoint tower(String... starts) {
    SortedMap<String, StoredTensor> own = new TreeMap<>(clip.checkpoint().tensors());
    own.keySet().removeIf(name -> Arrays.stream(starts).noneMatch(name::startsWith));
    return new Checkpoint(clip.checkpoint().source(), own, clip.checkpoint().metadata());
  }

  private static Tensor pixels(TensorScope work, PixelPreparation preparation, RgbImage picture) {
    int side = preparation.crop();
    return work.floats(preparation.pixels(picture), 1, RgbImage.CHANNELS, side, side);
  }
}
