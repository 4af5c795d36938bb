package org.dashsweep.trial;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.dashsweep.checkpoint.Checkpoint;
import org.dashsweep.checkpoint.CheckpointException;
import org.dashsweep.checkpoint.HuggingFaceDirectory;
import org.dashsweep.checkpoint.MiniLm;
import org.dashsweep.tokenizer.TokenizerFiles;

/**
 * A base model as a sweep names it, read: weights, configuration and tokenizer.
 *
 * @param checkpoint the weights
 * @param config its {@code config.json}
 * @param tokenizer its tokenizer's files
 */
public record ModelSource(Checkpoint checkpoint, JsonNode config, TokenizerFiles tokenizer) {
  /** The bundled model's name in sweeps. */
  public static final String MINILM = "minilm";

  /**
   * Reads a model.
   *
   * @param name {@code minilm}, or the path of a Hugging Face model directory
   * @throws CheckpointException if it is neither
   * @throws org.dashsweep.tokenizer.TokenizerException if it has no tokenizer
   */
  public static ModelSource read(String name) {
    try {
      if (name.equals(MINILM)) {
        return new ModelSource(
            MiniLm.read(),
            new ObjectMapper().readTree(MiniLm.config()),
            TokenizerFiles.ofJson("tokenizer.json of " + MINILM, MiniLm.tokenizer()));
      }
      Path directory = Path.of(name);
      if (!Files.isDirectory(directory)) {
        throw new CheckpointException(
            name,
            "is no model: give %s or a directory with config.json, model.safetensors and a tokenizer"
                .formatted(MINILM));
      }
      HuggingFaceDirectory model = HuggingFaceDirectory.read(directory);
      return new ModelSource(model.checkpoint(), model.config(), TokenizerFiles.read(directory));
    } catch (JsonProcessingException e) {
      throw new CheckpointException(name, "has a configuration that is not JSON", e);
    }
  }

  /** SHA-256 over weights, configuration and tokenizer: 64 hexadecimal digits. */
  public String fingerprint() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(checkpoint.fingerprint().getBytes(StandardCharsets.US_ASCII));
      digest.update(config.toString().getBytes(StandardCharsets.UTF_8));
      digest.update(tokenizer.fingerprint().getBytes(StandardCharsets.US_ASCII));
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
