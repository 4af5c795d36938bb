package org.dashsweep.verification;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.dashsweep.model.EncoderFamily;
import org.dashsweep.model.ModelException;
import org.dashsweep.model.catalogue.DecoderFamilies;
import org.dashsweep.model.catalogue.EncoderFamilies;
import org.dashsweep.tensor.Device;
import org.dashsweep.tensor.Torch;
import org.dashsweep.weights.gguf.GgufModel;
import org.dashsweep.weights.huggingface.HuggingFaceDirectory;

/**
 * Compares this program's models with reference outputs of other software.
 *
 * <p>{@code reference.safetensors} lies beside a model. Its inputs are {@code input_ids}, {@code
 * attention_mask} (both (B, T)), {@code token_type_ids} and {@code labels}. Its outputs are another
 * implementation's, in float32 without dropout: {@code hidden.i} (embeddings, then each layer),
 * {@code logits}, {@code loss} and {@code grad.NAME}. The last is the gradient of the loss with
 * respect to the checkpoint's tensor NAME. A decoder also has {@code generate.beamsN.sequences},
 * the texts that it generates by searches with N beams. Any of the outputs may be missing. Padding
 * is not compared.
 */
public final class Verifier {
  private static final String REFERENCE = "reference.safetensors";
  private static final String PIPELINE = "model_index.json";
  private static final String GENERATION = "sdxl-more.json";

  private Verifier() {}

  /** Runs {@link #verify(Path, Device)} on the CPU. */
  public static Verification verify(Path directory) {
    return verify(directory, Device.cpu());
  }

  /**
   * Recomputes what {@code reference.safetensors} in a model's directory holds.
   *
   * @param directory of the model, or a GGUF file with the reference beside it
   * @param device computes it
   * @throws org.dashsweep.weights.CheckpointException if a file is missing or not of that form
   * @throws ModelException if the model is of no known family or not whole
   */
  public static Verification verify(Path directory, Device device) {
    if (Files.exists(directory.resolve(PIPELINE))) {
      Torch.prepareThread(Runtime.getRuntime().availableProcessors());
      return SdxlVerification.run(directory, device);
    }
    if (Files.exists(directory.resolve(GENERATION))) {
      Torch.prepareThread(Runtime.getRuntime().availableProcessors());
      return SubjectVerification.run(directory, device);
    }
    HuggingFaceDirectory model = read(directory);
    ReferenceFile reference = ReferenceFile.read(model.directory().resolve(REFERENCE));
    Torch.prepareThread(Runtime.getRuntime().availableProcessors());
    Optional<EncoderFamily<?, ?>> encoder = EncoderFamilies.find(model.config());
    if (encoder.isPresent()) {
      return EncoderVerification.run(encoder.get(), model, reference, device);
    }
    if (DecoderFamilies.modelTypes().contains(model.config().path("model_type").asText())) {
      return DecoderVerification.run(model, reference, device);
    }
    throw new ModelException(
        directory.resolve("config.json").toString(),
        String.format(
            Locale.ROOT,
            "has model_type %s; models of type %s, %s can be verified",
            model.config().path("model_type"),
            String.join(", ", EncoderFamilies.modelTypes()),
            String.join(", ", DecoderFamilies.modelTypes())));
  }

  /** A GGUF file is read as the directory that it could be converted to. */
  private static HuggingFaceDirectory read(Path path) {
    return GgufModel.fileOf(path)
        .map(
            file -> {
              GgufModel model = GgufModel.read(file);
              return new HuggingFaceDirectory(
                  file.resolveSibling(""), model.config(), model.checkpoint());
            })
        .orElseGet(() -> HuggingFaceDirectory.read(path));
  }

  /** Runs {@link #verifyTrace(Path, Path, Device)} on the CPU. */
  public static Verification verifyTrace(Path directory, Path trace) {
    return verifyTrace(directory, trace, Device.cpu());
  }

  /**
   * Replays a trace of training and compares losses, learning rates, gradient norms, the adapters'
   * final tensors and the final logits.
   *
   * @param directory of the base model, or its GGUF file
   * @param trace {@code trace-METHOD.safetensors}, with {@code trace-methods.json} or {@code
   *     trace.json} beside it. It holds inputs and labels (steps, examples, tokens), initial
   *     values, and the values to compare
   * @param device trains
   * @throws org.dashsweep.weights.CheckpointException if a file is missing or not of that form
   * @throws ModelException if the model is of no known family or not whole
   */
  public static Verification verifyTrace(Path directory, Path trace, Device device) {
    HuggingFaceDirectory model = read(directory);
    ReferenceFile reference = ReferenceFile.read(trace);
    TraceSettings settings = TraceSettings.read(trace, reference);
    Torch.prepareThread(Runtime.getRuntime().availableProcessors());
    try (TracedModel<?> traced = traced(model, reference, settings, device)) {
      return TraceReplay.run(traced, reference, settings);
    }
  }

  private static TracedModel<?> traced(
      HuggingFaceDirectory model, ReferenceFile reference, TraceSettings settings, Device device) {
    Optional<EncoderFamily<?, ?>> encoder = EncoderFamilies.find(model.config());
    return encoder.isPresent()
        ? TracedEncoder.load(encoder.get(), model, reference, settings, device)
        : TracedDecoder.load(model, reference, settings, device);
  }
}
