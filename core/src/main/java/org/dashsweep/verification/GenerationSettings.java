package org.dashsweep.verification;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dashsweep.file.GitLfsPointer;
import org.dashsweep.file.Json;
import org.dashsweep.generation.DecodingSettings;
import org.dashsweep.generation.EndTokens;
import org.dashsweep.weights.CheckpointException;
import org.dashsweep.weights.huggingface.HuggingFaceDirectory;

/**
 * Settings by which the generations of a reference were made, as far as its directory records them.
 *
 * @param maximumNewTokens empty if it is not recorded
 */
record GenerationSettings(
    OptionalInt maximumNewTokens, double lengthPenalty, List<Integer> endTokens) {
  private static final Pattern NEW_TOKENS = Pattern.compile("max_new_tokens (\\d{1,6})");
  private static final Pattern PENALTY = Pattern.compile("length_penalty (-?[\\d.]+)");
  private static final Pattern EARLY_STOPPING = Pattern.compile("early_stopping (\\w+)");

  GenerationSettings {
    endTokens = List.copyOf(endTokens);
  }

  /**
   * Reads the notes of {@code reference.json}, such as "max_new_tokens 12, length_penalty 1,
   * early_stopping False", and the end tokens of {@code generation_config.json}.
   *
   * @throws CheckpointException if the notes tell of another search than there is here
   */
  static GenerationSettings read(HuggingFaceDirectory model) {
    Path directory = model.directory();
    Path file = directory.resolve("reference.json");
    String notes = Files.exists(file) ? parse(file).path("notes").asText() : "";
    Optional<String> stopping = find(EARLY_STOPPING, notes);
    if (stopping.isPresent() && !stopping.get().equalsIgnoreCase("false")) {
      throw new CheckpointException(
          file.toString(),
          String.format(
              Locale.ROOT,
              "tells of early_stopping %s; only searches with False can be recomputed",
              stopping.get()));
    }
    return new GenerationSettings(
        find(NEW_TOKENS, notes)
            .map(Integer::parseInt)
            .map(OptionalInt::of)
            .orElse(OptionalInt.empty()),
        find(PENALTY, notes).map(Double::parseDouble).orElse(1.0),
        EndTokens.read(directory, model.config()));
  }

  /** Returns the settings of a search with that many beams. */
  DecodingSettings decoding(int beams, int maximumNewTokens) {
    return new DecodingSettings(beams, maximumNewTokens, lengthPenalty, endTokens);
  }

  private static Optional<String> find(Pattern pattern, String notes) {
    Matcher matcher = pattern.matcher(notes);
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  private static JsonNode parse(Path file) {
    try {
      GitLfsPointer.refuse(file, CheckpointException::new);
      JsonNode node = Json.MAPPER.readTree(Files.readAllBytes(file));
      return node == null ? MissingNode.getInstance() : node;
    } catch (JsonProcessingException e) {
      throw new CheckpointException(
          file.toString(), "is not valid JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new CheckpointException(file.toString(), "cannot be read: " + e.getMessage(), e);
    }
  }
}
