package org.dashsweep.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.dashsweep.weights.ElementType;
import org.dashsweep.weights.StoredTensor;
import org.dashsweep.weights.safetensors.SafetensorsReader;
import org.dashsweep.weights.safetensors.SafetensorsWriter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("native")
final class SdxlVerificationTest {
  private final Path folder;

  SdxlVerificationTest(@TempDir Path folder) {
    this.folder = folder;
  }

  /** Copies the models and what other software made of them. */
  @BeforeEach
  void copy() throws Exception {
    Path resources =
        Path.of(
            Objects.requireNonNull(SdxlVerificationTest.class.getResource("sdxl/make_sdxl.py"))
                .toURI());
    Path root = resources.resolveSibling("");
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.toList()) {
        Path target = folder.resolve(root.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
  }

  @Test
  void agreesWithDiffusers() {
    Verification verification = Verifier.verify(folder.resolve("sdxl-micro"));

    assertThat(verification.checks())
        .allSatisfy(check -> assertThat(check.failed()).as(check.toString()).isFalse())
        .extracting(TensorCheck::name)
        .containsExactly(
            "reference.safetensors: text.input_ids",
            "reference.safetensors: text.input_ids_2",
            "reference.safetensors: text.prompt_embeds",
            "reference.safetensors: text.pooled",
            "reference.safetensors: unet.output",
            "reference.safetensors: unet.grad.sample",
            "reference.safetensors: vae.mean",
            "reference.safetensors: vae.logvar",
            "reference.safetensors: vae.decoded",
            "reference.safetensors: ddpm.noisy",
            "reference.safetensors: euler.timesteps",
            "reference.safetensors: euler.sigmas",
            "reference.safetensors: pipeline.image");
  }

  @Test
  void agreesOnSubjects() {
    Verification verification = Verifier.verify(folder.resolve("subject-micro"));

    assertThat(verification.checks())
        .allSatisfy(check -> assertThat(check.failed()).as(check.toString()).isFalse())
        .extracting(TensorCheck::name)
        .contains(
            "images.safetensors: train.pixels.real-2.png",
            "images.safetensors: dino.embeddings",
            "images.safetensors: clip.text_embeddings",
            "images.safetensors: metrics.clip_t",
            "sampling.safetensors: latents.after3",
            "sampling.safetensors: final_latents.empty_negative_prompt",
            "dreambooth.safetensors: first.noisy",
            "dreambooth-lora.safetensors: loss",
            "dreambooth-lora.safetensors: norms");
  }

  @Test
  void showsAnotherNetwork() {
    edit(
        folder.resolve("sdxl-micro/unet/diffusion_pytorch_model.safetensors"),
        "mid_block.attentions.0.transformer_blocks.0.attn2.to_v.weight",
        tensor -> changed(tensor, 1e-2f));

    assertThat(Verifier.verify(folder.resolve("sdxl-micro")).checks())
        .filteredOn(TensorCheck::failed)
        .extracting(TensorCheck::name)
        .contains("reference.safetensors: unet.output", "reference.safetensors: unet.grad.sample")
        .doesNotContain("reference.safetensors: vae.mean", "reference.safetensors: text.pooled");
  }

  @Test
  void namesATensorOfAnotherShape() {
    Path file = folder.resolve("sdxl-micro/unet/diffusion_pytorch_model.safetensors");
    edit(
        file,
        "conv_in.bias",
        tensor -> new StoredTensor(tensor.type(), List.of(2L, 4L), tensor.content()));

    assertThatThrownBy(() -> Verifier.verify(folder.resolve("sdxl-micro")))
        .hasMessage(
            file + " has conv_in.bias of shape [2, 4] where the configuration asks for [8]");
  }

  @Test
  void namesATensorThatIsMissing() {
    Path file = folder.resolve("sdxl-micro/vae/diffusion_pytorch_model.safetensors");
    TreeMap<String, StoredTensor> tensors = new TreeMap<>(SafetensorsReader.read(file).tensors());
    tensors.remove("decoder.conv_out.bias");
    write(file, tensors);

    assertThatThrownBy(() -> Verifier.verify(folder.resolve("sdxl-micro")))
        .hasMessageStartingWith(file + " holds no tensor decoder.conv_out.bias");
  }

  @Test
  void namesATensorThatIsNotKnown() {
    Path file = folder.resolve("sdxl-micro/unet/diffusion_pytorch_model.safetensors");
    TreeMap<String, StoredTensor> tensors = new TreeMap<>(SafetensorsReader.read(file).tensors());
    tensors.put("extra.weight", Objects.requireNonNull(tensors.get("conv_in.bias")));
    write(file, tensors);

    assertThatThrownBy(() -> Verifier.verify(folder.resolve("sdxl-micro")))
        .hasMessage(
            file
                + " holds 1 tensors that its configuration has no place for, such as extra.weight");
  }

  private static StoredTensor changed(StoredTensor tensor, float by) {
    float[] values = tensor.toFloats();
    values[0] += by * 100;
    ByteBuffer bytes = ByteBuffer.allocateDirect(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return new StoredTensor(ElementType.FLOAT32, tensor.shape(), bytes);
  }

  private static void edit(Path file, String name, UnaryOperator<StoredTensor> edit) {
    TreeMap<String, StoredTensor> tensors = new TreeMap<>(SafetensorsReader.read(file).tensors());
    tensors.put(name, edit.apply(Objects.requireNonNull(tensors.get(name))));
    write(file, tensors);
  }

  private static void write(Path file, SortedMap<String, StoredTensor> tensors) {
    SafetensorsWriter.write(file, tensors, Map.of());
  }
}
