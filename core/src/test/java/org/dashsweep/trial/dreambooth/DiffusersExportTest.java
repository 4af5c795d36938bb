package org.dashsweep.trial.dreambooth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.dashsweep.adapter.AdapterSet;
import org.dashsweep.adapter.Method;
import org.dashsweep.adapter.Methods;
import org.dashsweep.adapter.SavedAdapterTensors;
import org.dashsweep.adapter.TrainingClock;
import org.dashsweep.adapter.diffusers.DiffusersLora;
import org.dashsweep.diffusion.Guidance;
import org.dashsweep.diffusion.LatentMath;
import org.dashsweep.diffusion.PromptEmbeddings;
import org.dashsweep.diffusion.PromptEncoder;
import org.dashsweep.diffusion.Sampler;
import org.dashsweep.diffusion.SdxlFiles;
import org.dashsweep.model.Activations;
import org.dashsweep.model.sdxl.Denoiser;
import org.dashsweep.model.sdxl.UnetModel;
import org.dashsweep.source.TinyDiffusion;
import org.dashsweep.tensor.Device;
import org.dashsweep.tensor.Precision;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.tensor.Torch;
import org.dashsweep.weights.Checkpoint;
import org.dashsweep.weights.safetensors.SafetensorsReader;
import org.dashsweep.weights.safetensors.SafetensorsWriter;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Exported adapters give what diffusers 0.42.1 samples by them. Its latents were made by {@code
 * load_lora_weights} of both layouts, on the model and the noise that {@code
 * -Ddashsweep.write.export=DIR} makes this test leave in DIR.
 */
@Tag("native")
final class DiffusersExportTest {
  private static final String PROMPT = "a photo of a vase on the beach";
  private static final int SIDE = 16;
  private static final int STEPS = 6;
  private static final double GUIDANCE = 3;

  /** The latents' standard deviation is 7.5. */
  private static final float TOLERANCE = 1e-4f;

  @Test
  void diffusersSamplesTheSameLatents(@TempDir Path temporary) throws IOException {
    Torch.prepareThread(1);
    String asked = System.getProperty("dashsweep.write.export", "");
    Path directory = asked.isEmpty() ? temporary : Path.of(asked);
    Path model = directory.resolve("tiny-sdxl");
    TinyDiffusion.SDXL.write(model);
    SdxlFiles files = SdxlFiles.read(model);
    Map<String, float[]> expected = new TreeMap<>();
    try (InputStream stream =
        DiffusersExportTest.class.getResourceAsStream("diffusers.safetensors")) {
      Path copy = temporary.resolve("diffusers.safetensors");
      Files.write(copy, Objects.requireNonNull(stream).readAllBytes());
      Checkpoint golden = SafetensorsReader.read(copy);
      golden.tensors().forEach((name, tensor) -> expected.put(name, tensor.toFloats()));
    }
    try (TensorScope scope = TensorScope.open(Device.cpu());
        UnetModel base =
            UnetModel.load(
                files.unet().checkpoint(), files.unetConfig(), Precision.FLOAT32, Device.cpu())) {
      for (String name : List.of("lora", "lora-dash")) {
        Method method =
            Methods.named(name)
                .orElseThrow()
                .with(
                    Map.of(
                        "rank", 4,
                        "alpha", 6.0,
                        "directions", 3,
                        "launch-step", 1,
                        "target-modules", List.of("to_k", "to_out.0", "to_q", "to_v")));
        AdapterSet adapters = new AdapterSet(scope);
        method.attach(adapters, base, 1);
        fill(adapters);
        method.beforeForward(adapters, base, new TrainingClock(1, 1, 2, 1));
        fill(adapters);
        Path exported = Files.createDirectories(directory.resolve(name));
        assertThat(DiffusersLora.write(exported, method, adapters, base, base.config().layers()))
            .isTrue();
        float[] latents = sample(scope, files, base, adapters, directory);
        if (asked.isEmpty()) {
          float[] theirs = Objects.requireNonNull(expected.get(name));
          assertThat(latents).hasSameSizeAs(theirs);
          for (int i = 0; i < theirs.length; i++) {
            assertThat(latents[i]).as("%s, %d", name, i).isCloseTo(theirs[i], within(TOLERANCE));
          }
        } else {
          SafetensorsWriter.write(
              directory.resolve(name + "-latents.safetensors"),
              Map.of("latents", SavedAdapterTensors.of(scope.floats(latents, latents.length))),
              Map.of());
        }
      }
    }
  }

  /** So large that every part matters. */
  private static void fill(AdapterSet adapters) {
    adapters
        .trainedByName()
        .forEach(
            (name, tensor) -> {
              Random random = new Random(name.hashCode());
              float[] values = new float[Math.toIntExact(tensor.elements())];
              for (int i = 0; i < values.length; i++) {
                values[i] = (float) (0.1 * random.nextGaussian());
              }
              tensor.set(values);
            });
  }

  private static float[] sample(
      TensorScope scope, SdxlFiles files, UnetModel base, AdapterSet adapters, Path directory) {
    try (TensorScope work = scope.child();
        PromptEncoder encoder = PromptEncoder.load(files.text(), Device.cpu())) {
      Tensor noise = work.floats(NoiseSeeds.noise(7, 4 * SIDE * SIDE), 1, 4, SIDE, SIDE);
      SafetensorsWriter.write(
          directory.resolve("noise.safetensors"),
          Map.of("noise", SavedAdapterTensors.of(noise)),
          Map.of());
      LatentMath math = new LatentMath(work);
      PromptEmbeddings prompt = encoder.encode(work, List.of(PROMPT));
      int pixels = SIDE * files.vaeConfig().reduction();
      Sampler sampler =
          new Sampler(
              work,
              new Denoiser(work, base, adapters, 0, Activations.KEPT),
              files.scheduler().steps(STEPS));
      return sampler
          .sample(
              work,
              noise,
              new Guidance(
                  GUIDANCE,
                  prompt.uncropped(work, math, new int[] {0}, pixels, pixels),
                  prompt.zeros(work).uncropped(work, math, new int[] {0}, pixels, pixels)),
              Sampler.StepListener.NONE)
          .floats();
    }
  }
}
