package org.dashsweep.verification;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dashsweep.adapter.AdapterSet;
import org.dashsweep.diffusion.EulerSteps;
import org.dashsweep.diffusion.Guidance;
import org.dashsweep.diffusion.LatentMath;
import org.dashsweep.diffusion.PromptEmbeddings;
import org.dashsweep.diffusion.PromptEncoder;
import org.dashsweep.diffusion.Sampler;
import org.dashsweep.diffusion.SdxlFiles;
import org.dashsweep.image.ImageFile;
import org.dashsweep.image.RgbImage;
import org.dashsweep.model.Activations;
import org.dashsweep.model.ConfigReader;
import org.dashsweep.model.sdxl.Denoiser;
import org.dashsweep.model.sdxl.UnetModel;
import org.dashsweep.model.sdxl.Vae;
import org.dashsweep.tensor.Device;
import org.dashsweep.tensor.Precision;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.weights.huggingface.JsonFile;

/**
 * Recomputes what other software made of subject-driven generation: {@code sdxl-more.json} names
 * the models, tells the settings, and lies beside the values.
 */
final class SubjectVerification {
  private static final String SETTINGS = "sdxl-more.json";

  private final Path directory;
  private final ConfigReader settings;
  private final JsonNode json;
  private final SdxlFiles files;
  private final Device device;

  private SubjectVerification(Path directory, JsonNode json, SdxlFiles files, Device device) {
    this.directory = directory;
    this.json = json;
    this.settings = new ConfigReader(directory.resolve(SETTINGS).toString(), json);
    this.files = files;
    this.device = device;
  }

  static Verification run(Path directory, Device device) {
    JsonNode json = JsonFile.readObject(directory.resolve(SETTINGS));
    ConfigReader settings = new ConfigReader(directory.resolve(SETTINGS).toString(), json);
    Path base = directory.resolve(settings.text("base")).normalize();
    SubjectVerification verification =
        new SubjectVerification(directory, json, SdxlFiles.read(base), device);
    List<Verification> parts = new ArrayList<>();
    parts.add(new EmbeddingVerification(directory, json, device).run());
    parts.add(verification.sampling());
    parts.addAll(verification.trainings());
    return Verification.of(directory.toString(), parts);
  }

  private ReferenceFile file(String name) {
    return ReferenceFile.read(directory.resolve(name));
  }

  /** A whole sampling without negative prompt, and with an empty one. */
  private Verification sampling() {
    ReferenceFile file = file("sampling.safetensors");
    Checks checks = new Checks(file);
    ConfigReader told = settings.object("sampling");
    try (TensorScope work = TensorScope.open(device);
        UnetModel base =
            UnetModel.load(
                files.unet().checkpoint(), files.unetConfig(), Precision.FLOAT32, device);
        PromptEncoder encoder = PromptEncoder.load(files.text(), device);
        Vae vae = Vae.load(files.vae().checkpoint(), files.vaeConfig(), device)) {
      Denoiser denoiser = new Denoiser(work, base, new AdapterSet(work), 0, Activations.KEPT);
      EulerSteps steps = files.scheduler().steps(told.positiveInteger("steps"));
      checks.compare(
          "timesteps", steps.timesteps(), List.of((long) steps.count()), Tolerances.HIDDEN);
      checks.compare("sigmas", steps.sigmas(), List.of(steps.count() + 1L), Tolerances.HIDDEN);
      PromptEmbeddings both = encoder.encode(work, List.of(told.text("prompt"), ""));
      LatentMath math = new LatentMath(work);
      comparePrompts(checks, both, math, work);
      Sampling sampling =
          new Sampling(
              work,
              math,
              new Sampler(work, denoiser, steps),
              both,
              told.positive("guidance_scale"),
              told.positiveInteger("size"));
      compareSamplings(file, checks, sampling, vae);
    }
    return checks.finish(
        "latents, latents.afterN, sigmas, timesteps, prompt_embeds, final_latents and image");
  }

  private void compareSamplings(ReferenceFile file, Checks checks, Sampling sampling, Vae vae) {
    TensorScope work = sampling.work();
    Tensor start = tensor(work, file, "latents");
    Tensor latents =
        sampling.run(
            start,
            sampling.embeddings().zeros(work),
            0,
            (done, after) -> compare(checks, "latents.after" + done, after, Tolerances.SAMPLING));
    compare(checks, "final_latents", latents, Tolerances.SAMPLING);
    Tensor image = SdxlVerification.decoded(work, sampling.math(), vae, latents);
    SdxlVerification.compareImage("image", file, checks, image);
    compareLevels(checks, image);
    compare(
        checks,
        "final_latents.empty_negative_prompt",
        sampling.run(start, sampling.embeddings(), 1, Sampler.StepListener.NONE),
        Tolerances.SAMPLING);
  }

  /** Compares an image of −1 to 1 with the file that was made of it. */
  private void compareLevels(Checks checks, Tensor image) {
    float[] own = image.floats();
    for (int i = 0; i < own.length; i++) {
      own[i] = (float) Math.rint(255 * Math.min(1, Math.max(0, own[i] / 2 + 0.5f)));
    }
    RgbImage file = ImageFile.read(directory.resolve("images").resolve("sampled.png"));
    checks.compareDerived(
        "image",
        PhotoVerification.planes(file),
        own,
        Arrays.stream(image.shape()).boxed().toList(),
        Tolerance.absolute(1));
  }

  /**
   * Samplings of one image.
   *
   * @param embeddings the prompt, and the empty one
   */
  private record Sampling(
      TensorScope work,
      LatentMath math,
      Sampler sampler,
      PromptEmbeddings embeddings,
      double scale,
      int size) {
    /**
     * Samples.
     *
     * @param row of the unconditional embeddings
     */
    Tensor run(
        Tensor start, PromptEmbeddings unconditional, int row, Sampler.StepListener listener) {
      Guidance guidance =
          new Guidance(
              scale,
              embeddings.uncropped(work, math, new int[] {0}, size, size),
              unconditional.uncropped(work, math, new int[] {row}, size, size));
      return sampler.sample(work, start, guidance, listener);
    }
  }

  private static void comparePrompts(
      Checks checks, PromptEmbeddings both, LatentMath math, TensorScope work) {
    compare(checks, "prompt_embeds", math.rows(work, both.hidden(), 0), Tolerances.HIDDEN);
    compare(checks, "pooled_prompt_embeds", math.rows(work, both.pooled(), 0), Tolerances.HIDDEN);
    PromptEmbeddings zeros = both.zeros(work);
    compare(
        checks, "negative_prompt_embeds", math.rows(work, zeros.hidden(), 0), Tolerances.HIDDEN);
    compare(
        checks,
        "negative_pooled_prompt_embeds",
        math.rows(work, zeros.pooled(), 0),
        Tolerances.HIDDEN);
  }

  /** The trainings from the photos' pixels on, after what goes into them. */
  private List<Verification> trainings() {
    ReferenceFile shared = file("dreambooth.safetensors");
    ReferenceFile images = file("images.safetensors");
    ConfigReader told = settings.object("dreambooth");
    Checks checks = new Checks(shared);
    List<Verification> parts = new ArrayList<>();
    TracedDenoiser.Inputs inputs = inputs(shared, images, told, checks);
    List<Verification> replays = new ArrayList<>();
    JsonNode trained = json.path("dreambooth").path("trained");
    for (var entry : trained.properties()) {
      List<String> names = new ArrayList<>();
      entry.getValue().forEach(name -> names.add(name.asText()));
      replays.add(replay(entry.getKey(), names, shared, inputs, told));
    }
    parts.add(checks.finish("image, noise, posterior_noise, timesteps, first.NAME and init.NAME"));
    parts.addAll(replays);
    return parts;
  }

  private Verification replay(
      String name,
      List<String> trained,
      ReferenceFile shared,
      TracedDenoiser.Inputs inputs,
      ConfigReader told) {
    ReferenceFile trace = file(name);
    Matcher method = Pattern.compile("dreambooth-(.+)\\.safetensors").matcher(name);
    if (!method.matches()) {
      throw settings.problem("dreambooth", "names " + name + ", which tells no method");
    }
    TraceSettings replayed =
        SdxlTraceSettings.read(
            told,
            trace,
            json.path("made_with").path("lora_dash").asText(),
            method.group(1),
            1,
            trained);
    try (TracedDenoiser traced = TracedDenoiser.load(files, inputs, replayed, device)) {
      return TraceReplay.run(traced, trace, replayed, shared);
    }
  }

  private TracedDenoiser.Inputs inputs(
      ReferenceFile shared, ReferenceFile images, ConfigReader told, Checks checks) {
    int steps = told.positiveInteger("steps");
    int parts = told.positiveInteger("accumulation");
    long[] whole = sizes(shared.shape("noise"));
    long[] image = shared.longs("image", steps, parts);
    long[] shape = Arrays.copyOfRange(whole, 2, whole.length);
    float[] latents;
    TracedDenoiser.Conditions conditions;
    try (TensorScope work = TensorScope.open(device)) {
      LatentMath math = new LatentMath(work);
      Tensor chosen = latents(work, math, shared, images, image, checks);
      latents = chosen.floats();
      conditions = conditions(work, images, told, image, checks);
      compareFirst(work, math, shared, latents, shape, checks);
    }
    return new TracedDenoiser.Inputs(
        shape,
        latents,
        shared.floats("noise"),
        shared.longs("timesteps", steps, parts),
        conditions);
  }

  /** Draws a latent for every pass, from the posteriors of the photos' pixels. */
  private Tensor latents(
      TensorScope work,
      LatentMath math,
      ReferenceFile shared,
      ReferenceFile images,
      long[] image,
      Checks checks) {
    try (Vae vae = Vae.load(files.vae().checkpoint(), files.vaeConfig(), device)) {
      List<Tensor> pixels = new ArrayList<>();
      realImages().forEach(name -> pixels.add(pixels(work, images, "train.pixels." + name)));
      Vae.Posterior posterior = vae.encode(work, Tensor.concatenate(pixels));
      compare(checks, "posterior.mean", posterior.mean(), Tolerances.HIDDEN);
      compare(checks, "posterior.logvar", posterior.logVariance(), Tolerances.HIDDEN);
      int[] rows = Arrays.stream(image).mapToInt(Math::toIntExact).toArray();
      long[] shape = posterior.mean().shape();
      shape[0] = rows.length;
      return math.draw(
          work,
          new Vae.Posterior(
              math.rows(work, posterior.mean(), rows),
              math.rows(work, posterior.logVariance(), rows)),
          work.floats(shared.floats("posterior_noise"), shape),
          vae.config().scalingFactor());
    }
  }

  private List<String> realImages() {
    List<String> names = new ArrayList<>();
    json.path("images").path("files").forEach(name -> names.add(name.asText()));
    names.removeIf(name -> !name.startsWith("real-"));
    return names;
  }

  private TracedDenoiser.Conditions conditions(
      TensorScope work, ReferenceFile images, ConfigReader told, long[] image, Checks checks) {
    try (PromptEncoder encoder = PromptEncoder.load(files.text(), device)) {
      PromptEmbeddings prompt = encoder.encode(work, List.of(told.text("prompt")));
      compare(checks, "prompt_embeds", prompt.hidden(), Tolerances.HIDDEN);
      compare(checks, "pooled", prompt.pooled(), Tolerances.HIDDEN);
      TracedDenoiser.Rows ids = TracedDenoiser.Rows.of(images, "train.time_ids");
      int width = Math.toIntExact(ids.shape()[0]);
      float[] ofPasses = new float[width * image.length];
      for (int i = 0; i < image.length; i++) {
        System.arraycopy(
            ids.values(), Math.toIntExact(image[i]) * width, ofPasses, i * width, width);
      }
      return new TracedDenoiser.Conditions(
          rows(prompt.hidden()),
          rows(prompt.pooled()),
          new TracedDenoiser.Rows(ofPasses, ids.shape()));
    }
  }

  private static TracedDenoiser.Rows rows(Tensor tensor) {
    long[] shape = tensor.shape();
    return new TracedDenoiser.Rows(tensor.floats(), Arrays.copyOfRange(shape, 1, shape.length));
  }

  private void compareFirst(
      TensorScope work,
      LatentMath math,
      ReferenceFile shared,
      float[] latents,
      long[] shape,
      Checks checks) {
    List<Long> whole = shared.shape("first.latents");
    int count = Math.toIntExact(whole.get(0));
    int[] passes = new int[count];
    Arrays.setAll(passes, i -> i);
    Tensor first = new TracedDenoiser.Rows(latents, shape).tensor(work, passes);
    compare(checks, "first.latents", first, Tolerances.HIDDEN);
    long[] steps = shared.longs("timesteps", sizes(shared.shape("timesteps")));
    IntFunction<Integer> timestep = i -> Math.toIntExact(steps[i]);
    compare(
        checks,
        "first.noisy",
        math.addNoise(
            work,
            files.scheduler().schedule(),
            first,
            new TracedDenoiser.Rows(shared.floats("noise"), shape).tensor(work, passes),
            Arrays.stream(passes).map(timestep::apply).toArray()),
        Tolerances.HIDDEN);
  }

  private static Tensor pixels(TensorScope work, ReferenceFile file, String name) {
    long[] shape = sizes(file.shape(name));
    return work.floats(file.floats(name), 1, shape[0], shape[1], shape[2]);
  }

  private static Tensor tensor(TensorScope scope, ReferenceFile file, String name) {
    return scope.floats(file.floats(name), sizes(file.shape(name)));
  }

  private static long[] sizes(List<Long> shape) {
    return shape.stream().mapToLong(Long::longValue).toArray();
  }

  private static void compare(Checks checks, String name, Tensor own, Tolerance tolerance) {
    checks.compare(name, own.floats(), Arrays.stream(own.shape()).boxed().toList(), tolerance);
  }
}
