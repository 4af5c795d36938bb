package org.dashsweep.model.sdxl;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Objects;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.weights.Checkpoint;
import org.dashsweep.weights.StoredTensor;
import org.dashsweep.weights.huggingface.JsonFile;
import org.dashsweep.weights.safetensors.SafetensorsReader;

/** The bundled tiny SDXL and what diffusers made of it. */
final class MicroSdxl {
  private static final Path DIRECTORY = directory();
  private static final Checkpoint REFERENCE =
      SafetensorsReader.read(DIRECTORY.resolve("reference.safetensors"));

  private MicroSdxl() {}

  private static Path directory() {
    try {
      return Path.of(
          Objects.requireNonNull(
                  MicroSdxl.class.getResource("/org/dashsweep/verification/sdxl/sdxl-micro"))
              .toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  static JsonNode unetJson() {
    return JsonFile.readObject(DIRECTORY.resolve("unet/config.json"));
  }

  static UnetConfig unetConfig() {
    return UnetConfig.read("config.json", unetJson());
  }

  static Checkpoint unetWeights() {
    return SafetensorsReader.read(DIRECTORY.resolve("unet/diffusion_pytorch_model.safetensors"));
  }

  static Tensor tensor(TensorScope scope, String name) {
    StoredTensor stored = REFERENCE.tensor(name);
    return scope.floats(
        stored.toFloats(), stored.shape().stream().mapToLong(Long::longValue).toArray());
  }

  static Conditioning conditioning(TensorScope scope) {
    return new Conditioning(
        tensor(scope, "text.prompt_embeds"),
        tensor(scope, "text.pooled"),
        tensor(scope, "unet.time_ids"));
  }

  /** Two images, whose target is other noise. */
  static NoisyBatch batch(TensorScope scope) {
    return new NoisyBatch(
        tensor(scope, "unet.sample"),
        tensor(scope, "unet.upstream"),
        new float[] {17, 801},
        conditioning(scope),
        new double[] {1, 0.5});
  }

  /** One of the two images. */
  static NoisyBatch single(NoisyBatch both, int image) {
    Conditioning all = both.conditioning();
    return new NoisyBatch(
        both.noisy().rows(image, image + 1),
        both.target().rows(image, image + 1),
        new float[] {both.timesteps()[image]},
        new Conditioning(
            all.prompts().rows(image, image + 1),
            all.pooled().rows(image, image + 1),
            all.timeIds().rows(image, image + 1)),
        new double[] {both.weights()[image]});
  }
}
