package org.dashsweep.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import org.dashsweep.file.Json;
import org.dashsweep.source.gguf.GgufTokenizer;
import org.dashsweep.tokenizer.TokenizerFiles;
import org.dashsweep.weights.Checkpoint;
import org.dashsweep.weights.CheckpointException;
import org.dashsweep.weights.gguf.GgufModel;
import org.dashsweep.weights.huggingface.HuggingFaceDirectory;
import org.dashsweep.weights.huggingface.JsonFile;
import org.dashsweep.weights.huggingface.ModelFiles;

/**
 * A base model as a sweep names it, read: weights, configuration and tokenizer.
 *
 * @param checkpoint the weights
 * @param config its {@code config.json}
 * @param generation its {@code generation_config.json}; {@code config} where there is none
 * @param tokenizer its tokenizer's files
 */
public record ModelSource(
    Checkpoint checkpoint, JsonNode config, JsonNode generation, TokenizerFiles tokenizer) {
  /** The bundled encoder's name in sweeps. */
  public static final String MINILM = PublishedBert.MINILM.label();

  /** The bundled language model's name in sweeps: see {@link TinyLlama}. */
  public static final String TINY_LLAMA = "tiny-llama";

  /**
   * Reads a model.
   *
   * @param name of a {@link PublishedBert}, {@code tiny-llama}, or the name of a Hugging Face model
   *     directory, of a GGUF file or of a directory with one
   * @param locations where to look it up
   * @throws CheckpointException if it is none of them
   * @throws org.dashsweep.tokenizer.TokenizerException if it has no tokenizer
   */
  public static ModelSource read(String name, Locations locations) {
    try {
      Optional<PublishedBert> published = PublishedBert.named(name);
      if (published.isPresent()) {
        PublishedBert bert = published.get();
        return bundled(bert.read(), bert.config(), TokenizerFiles.ofJson(name, bert.tokenizer()));
      }
      if (name.equals(TINY_LLAMA)) {
        return bundled(
            TinyLlama.read(),
            TinyLlama.config(),
            TokenizerFiles.ofJson(TINY_LLAMA, TinyLlama.tokenizer(), TinyLlama.tokenizerConfig()));
      }
      Path directory = path(name, locations);
      Optional<Path> gguf = GgufModel.fileOf(directory);
      if (gguf.isPresent()) {
        GgufModel model = GgufModel.read(gguf.get());
        return new ModelSource(
            model.checkpoint(), model.config(), model.config(), GgufTokenizer.of(model.metadata()));
      }
      HuggingFaceDirectory model = HuggingFaceDirectory.read(directory);
      Path generation = directory.resolve("generation_config.json");
      return new ModelSource(
          model.checkpoint(),
          model.config(),
          Files.exists(generation) ? JsonFile.readObject(generation) : model.config(),
          TokenizerFiles.read(directory));
    } catch (JsonProcessingException e) {
      throw new CheckpointException(name, "has a configuration that is not JSON", e);
    }
  }

  /**
   * Returns a model's {@code config.json}, whether or not its weights are there.
   *
   * @param name as {@link #read} takes it
   * @param locations where to look it up
   * @throws CheckpointException if there is no such model
   */
  public static JsonNode config(String name, Locations locations) {
    try {
      Optional<PublishedBert> published = PublishedBert.named(name);
      if (published.isPresent()) {
        return Json.MAPPER.readTree(published.get().config());
      }
      if (name.equals(TINY_LLAMA)) {
        return Json.MAPPER.readTree(TinyLlama.config());
      }
    } catch (JsonProcessingException e) {
      throw new CheckpointException(name, "has a configuration that is not JSON", e);
    }
    return directory(name, locations)
        .map(HuggingFaceDirectory::config)
        .orElseGet(() -> read(name, locations).config());
  }

  private static ModelSource bundled(Checkpoint checkpoint, String config, TokenizerFiles tokenizer)
      throws JsonProcessingException {
    JsonNode parsed = Json.MAPPER.readTree(config);
    return new ModelSource(checkpoint, parsed, parsed, tokenizer);
  }

  /** Returns whether a model is a bundled one of random weights, for demonstrations alone. */
  public static boolean isRandom(String name) {
    return name.equals(TINY_LLAMA) || TinyDiffusion.named(name).isPresent();
  }

  /** Returns whether a model is named by the program, and lies in no directory. */
  public static boolean isBundled(String name) {
    return PublishedBert.named(name).isPresent() || name.equals(TINY_LLAMA);
  }

  /**
   * Returns the name by which other software knows a model: its name on the hub, or the sweep's.
   */
  public static String publishedName(String name) {
    return PublishedBert.named(name).map(PublishedBert::publishedName).orElse(name);
  }

  /**
   * Returns the Hugging Face directory of a model; empty for one that is bundled or in a GGUF file.
   *
   * @throws CheckpointException if it is not there
   */
  public static Optional<Path> directory(String name, Locations locations) {
    return isBundled(name)
        ? Optional.empty()
        : Optional.of(path(name, locations)).filter(path -> GgufModel.fileOf(path).isEmpty());
  }

  private static Path path(String name, Locations locations) {
    Locations.Lookup lookup = locations.model(name);
    boolean file = ModelFiles.isGguf(name) && Files.isRegularFile(lookup.path());
    if (!file && !Files.isDirectory(lookup.path())) {
      throw new CheckpointException(
          name,
          String.format(
              Locale.ROOT,
              "is no model here: give %s, %s or a directory with config.json, weights and tokenizer, or a GGUF file; looked for %s, and --models DIR says where else to look",
              MINILM,
              TINY_LLAMA,
              lookup.places()));
    }
    return lookup.path();
  }

  /** SHA-256 over weights, configurations and tokenizer: 64 hexadecimal digits. */
  public String fingerprint() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(checkpoint.fingerprint().getBytes(StandardCharsets.US_ASCII));
      digest.update(config.toString().getBytes(StandardCharsets.UTF_8));
      if (!generation.equals(config)) {
        digest.update(generation.toString().getBytes(StandardCharsets.UTF_8));
      }
      digest.update(tokenizer.fingerprint().getBytes(StandardCharsets.US_ASCII));
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
