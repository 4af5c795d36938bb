package org.dashsweep.generation;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.dashsweep.weights.CheckpointException;
import org.dashsweep.weights.huggingface.JsonFile;

/** The tokens that end a text, as a model's directory says. */
public final class EndTokens {
  private static final String KEY = "eos_token_id";

  private EndTokens() {}

  /**
   * Reads {@code eos_token_id}, a token or a list of them, of {@code generation_config.json}. Older
   * checkpoints have no such file; then it is {@code config.json}'s.
   *
   * @param directory of the model
   * @param config of the model
   * @return empty if nothing ends a text
   * @throws CheckpointException if the file cannot be read or the value is no token
   */
  public static List<Integer> read(Path directory, JsonNode config) {
    Path generation = directory.resolve("generation_config.json");
    return Files.exists(generation)
        ? of(generation.toString(), JsonFile.readObject(generation))
        : of(directory.resolve("config.json").toString(), config);
  }

  /**
   * Takes {@code eos_token_id} out of a configuration.
   *
   * @param source what messages call it
   * @param config of the generation or, where there is none, of the model
   * @return empty if nothing ends a text
   * @throws CheckpointException if the value is no token
   */
  public static List<Integer> of(String source, JsonNode config) {
    JsonNode value = config.path(KEY);
    if (value.isMissingNode() || value.isNull()) {
      return List.of();
    }
    List<Integer> tokens = new ArrayList<>();
    for (JsonNode token : value.isArray() ? value : List.of(value)) {
      if (!token.isInt() || token.intValue() < 0) {
        throw new CheckpointException(
            source,
            String.format(
                Locale.ROOT, "is not usable: %s must be a token or a list: %s", KEY, value));
      }
      tokens.add(token.intValue());
    }
    return List.copyOf(tokens);
  }
}
