package org.dashsweep.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.dashsweep.weights.Checkpoint;
import org.dashsweep.weights.CheckpointException;
import org.dashsweep.weights.safetensors.SafetensorsWriter;
import org.jspecify.annotations.Nullable;

/**
 * A LLaMA of 2 layers and width 64, for demonstrations and tests. Its weights are drawn on the
 * spot, the same on every machine, so it knows nothing. Its tokenizer, 480 tokens for bytes and
 * their frequent sequences, encodes every text. The tokenizer was trained with Hugging Face's
 * library on the program's own few commonsense questions.
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
    return new RandomLlama(VOCABULARY, HIDDEN, INTERMEDIATE, KEYS, LAYERS, STANDARD_DEVIATION, SEED)
        .draw("tiny-llama");
  }

  /** Returns its {@code config.json}. */
  public static String config() {
    return new String(resource("config.json"), StandardCharsets.UTF_8);
  }

  /** Returns the bytes of its {@code tokenizer.json}. */
  public static byte[] tokenizer() {
    return resource("tokenizer.json");
  }

  /** Returns the bytes of its {@code tokenizer_config.json}. */
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
