package org.dashsweep.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.dashsweep.weights.CheckpointException;
import org.dashsweep.weights.ElementType;
import org.dashsweep.weights.StoredTensor;
import org.dashsweep.weights.safetensors.SafetensorsWriter;
import org.jspecify.annotations.Nullable;

/**
 * Models of subject-driven generation for demonstrations and tests: an SDXL of two levels, a DINO
 * and a CLIP. Their weights are drawn on the spot, the same on every machine, so they know nothing.
 * The tokenizer, 602 tokens for bytes and their frequent sequences, encodes every text.
 */
public enum TinyDiffusion {
  /** A diffusers directory: U-Net, VAE, two text encoders, tokenizers and scheduler. */
  SDXL("tiny-sdxl", List.of("unet", "vae", "text_encoder", "text_encoder_2")),
  /** A vision transformer as transformers has it. */
  DINO("tiny-dino", List.of("dino")),
  /** Both towers of a CLIP as transformers has them, with their tokenizer. */
  CLIP("tiny-clip", List.of("clip"));

  private static final String FOLDER = "tiny-sdxl/";
  private static final String WEIGHTS = "model.safetensors";
  private static final String DIFFUSERS_WEIGHTS = "diffusion_pytorch_model.safetensors";
  private static final long SEED = 20_260_201;

  /** The start of CLIP's temperature, the only scalar. */
  private static final float LOGIT_SCALE = 2.6592f;

  private final String label;

  @SuppressWarnings("ImmutableEnumChecker") // What List.of gives is.
  private final List<String> parts;

  TinyDiffusion(String label, List<String> parts) {
    this.label = label;
    this.parts = parts;
  }

  /** The model with that name in sweeps. */
  public static Optional<TinyDiffusion> named(String name) {
    return Arrays.stream(values()).filter(model -> model.label.equals(name)).findFirst();
  }

  /** The name in sweeps. */
  public String label() {
    return label;
  }

  /**
   * Writes it as diffusers or transformers would save it.
   *
   * @param directory is created if it is not there
   * @throws CheckpointException if it cannot be written
   */
  public void write(Path directory) {
    try {
      for (String part : parts) {
        Path folder = Files.createDirectories(this == SDXL ? directory.resolve(part) : directory);
        copy(part + "/config.json", folder.resolve("config.json"));
        SafetensorsWriter.write(
            folder.resolve(List.of("unet", "vae").contains(part) ? DIFFUSERS_WEIGHTS : WEIGHTS),
            draw(part),
            Map.of("format", "pt"));
      }
      for (Path folder : tokenizers(directory)) {
        Files.createDirectories(folder);
        copy("tokenizer.json", folder.resolve("tokenizer.json"));
        copy("tokenizer_config.json", folder.resolve("tokenizer_config.json"));
      }
      if (this == SDXL) {
        Path scheduler = Files.createDirectories(directory.resolve("scheduler"));
        copy("scheduler_config.json", scheduler.resolve("scheduler_config.json"));
        copy("model_index.json", directory.resolve("model_index.json"));
      }
    } catch (IOException e) {
      throw new CheckpointException(
          directory.toString(), "cannot be written: " + e.getMessage(), e);
    }
  }

  private List<Path> tokenizers(Path directory) {
    return switch (this) {
      case SDXL -> List.of(directory.resolve("tokenizer"), directory.resolve("tokenizer_2"));
      case CLIP -> List.of(directory);
      case DINO -> List.of();
    };
  }

  private static void copy(String resource, Path file) throws IOException {
    Files.write(file, resource(resource));
  }

  /** Draws the tensors that {@code shapes.txt} lists, one a line with its sizes. */
  private static SortedMap<String, StoredTensor> draw(String part) {
    Random random = new Random(SEED + part.hashCode());
    SortedMap<String, StoredTensor> tensors = new TreeMap<>();
    new String(resource(part + "/shapes.txt"), StandardCharsets.UTF_8)
        .lines()
        .map(line -> line.split(" "))
        .forEach(
            fields ->
                tensors.put(
                    fields[0],
                    tensor(
                        fields[0], Stream.of(fields).skip(1).map(Long::valueOf).toList(), random)));
    return tensors;
  }

  /** Norms are 1, biases 0; other weights keep the size of what they multiply. */
  private static StoredTensor tensor(String name, List<Long> shape, Random random) {
    int elements = Math.toIntExact(shape.stream().reduce(1L, Math::multiplyExact));
    ByteBuffer bytes = ByteBuffer.allocate(elements * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    FloatBuffer values = bytes.asFloatBuffer();
    boolean bias = name.endsWith(".bias");
    boolean norm = shape.size() == 1 && name.endsWith(".weight");
    double inputs = shape.stream().skip(1).reduce(1L, Math::multiplyExact);
    while (values.hasRemaining()) {
      if (shape.isEmpty()) {
        values.put(LOGIT_SCALE);
      } else if (norm || bias) {
        values.put(norm ? 1 : 0);
      } else {
        values.put((float) (random.nextGaussian() / Math.sqrt(inputs)));
      }
    }
    return new StoredTensor(ElementType.FLOAT32, shape, bytes);
  }

  private static byte[] resource(String file) {
    String name = FOLDER + file;
    try (@Nullable InputStream stream = TinyDiffusion.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new CheckpointException(name, "is not in this build");
      }
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new CheckpointException(name, "cannot be read: " + e.getMessage(), e);
    }
  }
}
