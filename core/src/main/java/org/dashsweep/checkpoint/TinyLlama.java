package org.dashsweep.checkpoint;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A LLaMA of 2 layers and width 64, for demonstrations and tests: its weights are drawn on the
 * spot, the same on every machine, so it knows nothing. Its tokenizer, 480 tokens for bytes and
 * their frequent sequences, encodes every text; it was trained with Hugging Face's library on the
 * program's own few commonsense questions.
 */
public final class TinyLlama {
  private static final String FOLDER = "tiny-llama/";
  private static final List<String> FILES =
      List.of("config.json", "tokenizer.json", "tokenizer_config.json");

  private static final long SEED = 20_260_101;

  /** Larger than a real model's, for the two layers to make a difference. */
  private static final double STANDARD_DEVIATION = 0.05;

  private static final long VOCABULARY = 480;
  private static final long HIDDEN = 64;
  private static final long INTERMEDIATE = 160;
  private static final long KEYS = 32;
  private static final int LAYERS = 2;

  private TinyLlama() {}

  /** Draws the weights of {@link #config()}, under the names of {@code LlamaForCausalLM}. */
  public static Checkpoint read() {
    SortedMap<String, List<Long>> shapes = new TreeMap<>();
    shapes.put("model.embed_tokens.weight", List.of(VOCABULARY, HIDDEN));
    shapes.put("model.norm.weight", List.of(HIDDEN));
    shapes.put("lm_head.weight", List.of(VOCABULARY, HIDDEN));
    for (int layer = 0; layer < LAYERS; layer++) {
      String prefix = "model.layers." + layer + ".";
      shapes.put(prefix + "input_layernorm.weight", List.of(HIDDEN));
      shapes.put(prefix + "post_attention_layernorm.weight", List.of(HIDDEN));
      shapes.put(prefix + "self_attn.q_proj.weight", List.of(HIDDEN, HIDDEN));
      shapes.put(prefix + "self_attn.k_proj.weight", List.of(KEYS, HIDDEN));
      shapes.put(prefix + "self_attn.v_proj.weight", List.of(KEYS, HIDDEN));
      shapes.put(prefix + "self_attn.o_proj.weight", List.of(HIDDEN, HIDDEN));
      shapes.put(prefix + "mlp.gate_proj.weight", List.of(INTERMEDIATE, HIDDEN));
      shapes.put(prefix + "mlp.up_proj.weight", List.of(INTERMEDIATE, HIDDEN));
      shapes.put(prefix + "mlp.down_proj.weight", List.of(HIDDEN, INTERMEDIATE));
    }
    Random random = new Random(SEED);
    SortedMap<String, StoredTensor> tensors = new TreeMap<>();
    shapes.forEach((name, shape) -> tensors.put(name, tensor(shape, random)));
    return new Checkpoint("tiny-llama", tensors, Map.of());
  }

  /** A norm's weights are 1; a matrix's are normally distributed. */
  private static StoredTensor tensor(List<Long> shape, Random random) {
    float[] values =
        new float
            [Math.toIntExact(shape.stream().mapToLong(Long::longValue).reduce(1, (a, b) -> a * b))];
    Arrays.fill(values, 1);
    for (int i = 0; shape.size() == 2 && i < values.length; i++) {
      values[i] = (float) (STANDARD_DEVIATION * random.nextGaussian());
    }
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return new StoredTensor(ElementType.FLOAT32, shape, bytes);
  }

  /** Its {@code config.json}. */
  public static String config() {
    return new String(resource("config.json"), StandardCharsets.UTF_8);
  }

  /** The bytes of its {@code tokenizer.json}. */
  public static byte[] tokenizer() {
    return resource("tokenizer.json");
  }

  /** The bytes of its {@code tokenizer_config.json}. */
  public static byte[] tokenizerConfig() {
    return resource("tokenizer_config.json");
  }

  /**
   * Writes it as Hugging Face's libraries would save it.
   *
   * @param directory is created if it is not there
   * @throws CheckpointException if it cannot be written
   */
  public static void write(Path directory) {
    try {
      Files.createDirectories(directory);
      for (String file : FILES) {
        Files.write(directory.resolve(file), resource(file));
      }
    } catch (IOException e) {
      throw new CheckpointException(
          directory.toString(), "cannot be written: " + e.getMessage(), e);
    }
    SafetensorsWriter.write(
        directory.resolve("model.safetensors"), read().tensors(), Map.of("format", "pt"));
  }

  private static byte[] resource(String file) {
    String name = FOLDER + file;
    try (@Nullable InputStream stream = TinyLlama.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new CheckpointException(name, "is not in this build");
      }
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new CheckpointException(name, "cannot be read: " + e.getMessage(), e);
    }
  }
}
