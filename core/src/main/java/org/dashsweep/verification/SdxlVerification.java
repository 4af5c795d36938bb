package org.dashsweep.verification;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.dashsweep.adapter.AdapterSet;
import org.dashsweep.diffusion.EulerSteps;
import org.dashsweep.diffusion.Guidance;
import org.dashsweep.diffusion.LatentMath;
import org.dashsweep.diffusion.PromptEmbeddings;
import org.dashsweep.diffusion.PromptEncoder;
import org.dashsweep.diffusion.Sampler;
import org.dashsweep.diffusion.SdxlFiles;
import org.dashsweep.file.Json;
import org.dashsweep.model.Activations;
import org.dashsweep.model.sdxl.Conditioning;
import org.dashsweep.model.sdxl.Denoiser;
import org.dashsweep.model.sdxl.UnetModel;
import org.dashsweep.model.sdxl.Vae;
import org.dashsweep.tensor.Device;
import org.dashsweep.tensor.Precision;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.weights.CheckpointException;
import org.dashsweep.weights.huggingface.JsonFile;

/**
 * Recomputes what diffusers made of an SDXL directory: {@code reference.safetensors}, with the
 * prompts and settings that {@code reference.json} tells, and {@code trace-lora.safetensors}.
 */
final class SdxlVerification {
  private static final String REFERENCE = "reference.safetensors";
  private static final String SETTINGS = "reference.json";
  private static final String TRACE = "trace-lora.safetensors";

  /** The sentence by which the settings of the sampling are told. */
  private static final Pattern SAMPLING =
      Pattern.compile("(\\d+) steps, guidance ([\\d.]+), empty negative prompt, (\\d+) x (\\d+)");

  private final SdxlFiles files;
  private final ReferenceFile reference;
  private final JsonNode settings;
  private final Device device;
  private final Checks checks;

  private SdxlVerification(
      SdxlFiles files, ReferenceFile reference, JsonNode settings, Device device) {
    this.files = files;
    this.reference = reference;
    this.settings = settings;
    this.device = device;
    this.checks = new Checks(reference);
  }

  static Verification run(Path directory, Device device) {
    SdxlFiles files = SdxlFiles.read(directory);
    JsonNode settings = JsonFile.readObject(directory.resolve(SETTINGS));
    SdxlVerification verification =
        new SdxlVerification(
            files, ReferenceFile.read(directory.resolve(REFERENCE)), settings, device);
    List<Verification> parts = new ArrayList<>();
    parts.add(verification.compare());
    Path trace = directory.resolve(TRACE);
    if (Files.exists(trace)) {
      parts.add(verification.replay(ReferenceFile.read(trace)));
    }
    return Verification.of(directory.toString(), parts);
  }

  private Verification compare() {
    try (TensorScope scope = TensorScope.open(device)) {
      compareText(scope);
      compareUnet(scope);
      compareVae(scope);
      compareSchedule(scope);
      compareSampling();
    }
    return checks.finish("text., unet., vae., ddpm., euler. and pipeline. tensors");
  }

  /** The prompts that the settings tell of, if they do. */
  private List<String> prompts() {
    String text = settings.path("text").asText();
    int from = text.indexOf('[');
    int to = text.lastIndexOf(']');
    if (from < 0 || to < from) {
      return List.of();
    }
    List<String> prompts = new ArrayList<>();
    JsonNode list =
        Json.lenient(
            reference.source(),
            text.substring(from, to + 1).getBytes(StandardCharsets.UTF_8),
            CheckpointException::new);
    list.forEach(prompt -> prompts.add(prompt.asText()));
    return prompts;
  }

  private void compareText(TensorScope scope) {
    List<String> prompts = prompts();
    if (prompts.isEmpty() || !reference.has("text.prompt_embeds")) {
      return;
    }
    try (PromptEncoder encoder = PromptEncoder.load(files.text(), device)) {
      List<int[][]> ids = encoder.tokens(prompts);
      compareIds("text.input_ids", ids.get(0));
      compareIds("text.input_ids_2", ids.get(1));
      PromptEmbeddings embeddings = encoder.encode(scope, prompts);
      compare("text.prompt_embeds", embeddings.hidden());
      compare("text.pooled", embeddings.pooled());
    }
  }

  private void compareIds(String name, int[][] ids) {
    if (reference.has(name)) {
      long[] own =
          Arrays.stream(ids).flatMapToLong(row -> Arrays.stream(row).asLongStream()).toArray();
      List<Long> shape = List.of((long) ids.length, (long) ids[0].length);
      checks.compareIds(name, reference.longs(name, shape.get(0), shape.get(1)), own, shape);
    }
  }

  private void compareUnet(TensorScope scope) {
    if (!reference.has("unet.sample")) {
      return;
    }
    Conditioning conditioning =
        new Conditioning(
            tensor(scope, "text.prompt_embeds"),
            tensor(scope, "text.pooled"),
            tensor(scope, "unet.time_ids"));
    long images = conditioning.images();
    try (UnetModel base = unet();
        TensorScope work = TensorScope.open(device)) {
      Denoiser denoiser = denoiser(work, base);
      Denoiser.InputGradient own =
          denoiser.differentiate(
              work,
              tensor(scope, "unet.sample"),
              floats(reference.longs("unet.timestep", images)),
              conditioning,
              tensor(scope, "unet.upstream"));
      compare("unet.output", own.output());
      compare("unet.grad.sample", own.gradient());
    }
  }

  private void compareVae(TensorScope scope) {
    try (Vae vae = Vae.load(files.vae().checkpoint(), files.vaeConfig(), device)) {
      if (reference.has("vae.image")) {
        Vae.Posterior posterior = vae.encode(scope, tensor(scope, "vae.image"));
        compare("vae.mean", posterior.mean());
        compare("vae.logvar", posterior.logVariance());
      }
      if (reference.has("vae.latent")) {
        compare("vae.decoded", vae.decode(scope, tensor(scope, "vae.latent")));
      }
    }
  }

  private void compareSchedule(TensorScope scope) {
    if (reference.has("ddpm.noise")) {
      Tensor latents = tensor(scope, "vae.latent");
      int[] timesteps =
          LongStream.of(reference.longs("unet.timestep", latents.size(0)))
              .mapToInt(Math::toIntExact)
              .toArray();
      compare(
          "ddpm.noisy",
          new LatentMath(scope)
              .addNoise(
                  scope,
                  files.scheduler().schedule(),
                  latents,
                  tensor(scope, "ddpm.noise"),
                  timesteps));
    }
    if (reference.has("euler.timesteps")) {
      EulerSteps steps =
          files.scheduler().steps(Math.toIntExact(reference.shape("euler.timesteps").get(0)));
      checks.compare(
          "euler.timesteps", steps.timesteps(), List.of((long) steps.count()), Tolerances.HIDDEN);
      checks.compare(
          "euler.sigmas", steps.sigmas(), List.of(steps.count() + 1L), Tolerances.HIDDEN);
    }
  }

  /** The prompt is the last one that the settings tell of. */
  private void compareSampling() {
    Matcher told = SAMPLING.matcher(settings.path("pipeline").asText());
    List<String> prompts = prompts();
    if (!reference.has("pipeline.latents") || !told.find() || prompts.isEmpty()) {
      return;
    }
    try (UnetModel base = unet();
        TensorScope work = TensorScope.open(device);
        PromptEncoder encoder = PromptEncoder.load(files.text(), device);
        Vae vae = Vae.load(files.vae().checkpoint(), files.vaeConfig(), device)) {
      LatentMath math = new LatentMath(work);
      int height = Integer.parseInt(told.group(3));
      int width = Integer.parseInt(told.group(4));
      PromptEmbeddings both = encoder.encode(work, List.of(prompts.get(prompts.size() - 1), ""));
      Guidance guidance =
          new Guidance(
              Double.parseDouble(told.group(2)),
              both.uncropped(work, math, new int[] {0}, height, width),
              both.uncropped(work, math, new int[] {1}, height, width));
      EulerSteps steps = files.scheduler().steps(Integer.parseInt(told.group(1)));
      Tensor latents =
          new Sampler(work, denoiser(work, base), steps)
              .sample(work, tensor(work, "pipeline.latents"), guidance, Sampler.StepListener.NONE);
      compareImage("pipeline.image", reference, checks, decoded(work, math, vae, latents));
    }
  }

  /** Latents of a sampling as an image of −1 to 1. */
  static Tensor decoded(TensorScope work, LatentMath math, Vae vae, Tensor latents) {
    return vae.decode(work, math.times(work, latents, 1 / vae.config().scalingFactor()));
  }

  /** Compares an image of −1 to 1 with one of 0 to 1. */
  static void compareImage(String name, ReferenceFile file, Checks checks, Tensor image) {
    float[] levels = image.floats();
    for (int i = 0; i < levels.length; i++) {
      levels[i] = Math.min(1, Math.max(0, levels[i] / 2 + 0.5f));
    }
    checks.compare(name, levels, file.shape(name), Tolerances.IMAGE);
  }

  private Verification replay(ReferenceFile trace) {
    String method = TRACE.replaceAll("^trace-|\\.safetensors$", "");
    TraceSettings replayed =
        SdxlTraceSettings.read(settings.path("trace"), trace, method, SETTINGS);
    long[] shape = trace.shape("noise").stream().mapToLong(Long::longValue).toArray();
    TracedDenoiser.Inputs inputs =
        new TracedDenoiser.Inputs(
            Arrays.copyOfRange(shape, 2, shape.length),
            trace.floats("latents"),
            trace.floats("noise"),
            trace.longs("timesteps", shape[0], shape[1]),
            new TracedDenoiser.Conditions(
                rows("text.prompt_embeds"), rows("text.pooled"), rows("unet.time_ids")));
    try (TracedDenoiser traced = TracedDenoiser.load(files, inputs, replayed, device)) {
      return TraceReplay.run(traced, trace, replayed, trace);
    }
  }

  private TracedDenoiser.Rows rows(String name) {
    return TracedDenoiser.Rows.of(reference, name);
  }

  private UnetModel unet() {
    return UnetModel.load(files.unet().checkpoint(), files.unetConfig(), Precision.FLOAT32, device);
  }

  private static Denoiser denoiser(TensorScope work, UnetModel base) {
    return new Denoiser(work, base, new AdapterSet(work), 0, Activations.KEPT);
  }

  private Tensor tensor(TensorScope scope, String name) {
    return scope.floats(
        reference.floats(name),
        reference.shape(name).stream().mapToLong(Long::longValue).toArray());
  }

  static float[] floats(long[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = values[i];
    }
    return floats;
  }

  private void compare(String name, Tensor own) {
    checks.compare(
        name, own.floats(), Arrays.stream(own.shape()).boxed().toList(), Tolerances.HIDDEN);
  }
}
