package org.dashsweep.trial;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
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

/**
 * A base model as a sweep names it, read: weights, configuration and tokenizer.
 *
 * @param checkpoint the weights
 * @param config its {@code config.json}
 * @param tokenizer bytes of its {@code tokenizer.json}
 */
public record ModelSource(Checkpoint checkpoint, JsonNode config, TokenizerFile tokenizer) {
  /** The bundled model's name in sweeps. */
  public static final String MINILM = "minilm";

  /** A tokenizer's file, kept whole. */
  public static final class TokenizerFile {
    private final byte[] bytes;

    TokenizerFile(byte[] bytes) {
      this.bytes = bytes;
    }

    /** Its content. Shared: do not change it. */
    public byte[] bytes() {
      return bytes;
    }
  }

  /**
   * Reads a model.
   *
   * @param name {@code minilm}, or the name of a Hugging Face model directory
   * @param locations where to look it up
   * @throws CheckpointException if it is neither
   */
  public static ModelSource read(String name, Locations locations) {
    try {
      if (name.equals(MINILM)) {
        return new ModelSource(
            MiniLm.read(),
            new ObjectMapper().readTree(MiniLm.config()),
            new TokenizerFile(MiniLm.tokenizer()));
      }
      Path directory = directory(name, locations);
      HuggingFaceDirectory model = HuggingFaceDirectory.read(directory);
      Path tokenizer = directory.resolve("tokenizer.json");
      if (!Files.isRegularFile(tokenizer)) {
        throw new CheckpointException(directory.toString(), "has no tokenizer.json");
      }
      return new ModelSource(
          model.checkpoint(), model.config(), new TokenizerFile(Files.readAllBytes(tokenizer)));
    } catch (JsonProcessingException e) {
      throw new CheckpointException(name, "has a configuration that is not JSON", e);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the model " + name, e);
    }
  }

  /**
   * The directory of a model that is not bundled.
   *
   * @throws CheckpointException if it is not there
   */
  public static Path directory(String name, Locations locations) {
    Locations.Lookup lookup = locations.model(name);
    if (!Files.isDirectory(lookup.path())) {
      throw new CheckpointException(
          name,
          "is no model here: give %s or a directory with config.json, weights and tokenizer; looked for %s, and --models DIR says where else to look"
              .formatted(MINILM, lookup.places()));
    }
    return lookup.path();
  }

  /** SHA-256 over weights, configuration and tokenizer: 64 hexadecimal digits. */
  public String fingerprint() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(checkpoint.fingerprint().getBytes(StandardCharsets.US_ASCII));
      digest.update(config.toString().getBytes(StandardCharsets.UTF_8));
      digest.update(tokenizer.bytes());
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
