package org.dashsweep.decode;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dashsweep.checkpoint.CheckpointException;

/** The tokens that end a text, as a model's directory says. */
public final class EndTokens {
  private static final String KEY = "eos_token_id";

  private EndTokens() {}

  /**
   * Reads {@code eos_token_id}, a token or a list of them, of {@code generation_config.json}; if
   * there is no such file, as with older checkpoints, of {@code config.json}.
   *
   * @param directory of the model
   * @return empty if nothing ends a text
   * @throws CheckpointException if the file cannot be read or the value is no token
   */
  public static List<Integer> read(Path directory) {
    Path generation = directory.resolve("generation_config.json");
    Path file = Files.exists(generation) ? generation : directory.resolve("config.json");
    JsonNode value = parse(file).path(KEY);
    if (value.isMissingNode() || value.isNull()) {
      return List.of();
    }
    List<Integer> tokens = new ArrayList<>();
    for (JsonNode token : value.isArray() ? value : List.of(value)) {
      if (!token.isInt() || token.intValue() < 0) {
        throw new CheckpointException(
            file.toString(),
            "is not usable: %s must be a token or a list: %s".formatted(KEY, value));
      }
      tokens.add(token.intValue());
    }
    return List.copyOf(tokens);
  }

  private static JsonNode parse(Path file) {
    try {
      return new JsonMapper().readTree(Files.readAllBytes(file));
    } catch (JsonProcessingException e) {
      throw new CheckpointException(
          file.toString(), "is not valid JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new CheckpointException(file.toString(), "cannot be read: " + e.getMessage(), e);
    }
  }
}
