package org.dashsweep.tokenizer;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads a JSON file of a tokenizer. */
final class JsonFile {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private JsonFile() {}

  /**
   * Parses a file.
   *
   * @throws TokenizerException if it is not JSON
   */
  static JsonNode read(TokenizerFile file) {
    try {
      return JSON.readTree(file.bytes());
    } catch (JsonProcessingException e) {
      // An exception about a limit has no location.
      @Nullable JsonLocation location = e.getLocation();
      throw new TokenizerException(
          file.path(),
          String.format(
              Locale.ROOT,
              "is not JSON%s: %s",
              location == null
                  ? ""
                  : String.format(
                      Locale.ROOT,
                      " (line %d, column %d)",
                      location.getLineNr(),
                      location.getColumnNr()),
              e.getOriginalMessage()),
          e);
    } catch (IOException e) {
      throw new TokenizerException(file.path(), "cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * Parses a file that holds an object.
   *
   * @throws TokenizerException if it does not
   */
  static JsonNode object(TokenizerFile file) {
    JsonNode node = read(file);
    if (!node.isObject()) {
      throw new TokenizerException(file.path(), "is not a JSON object");
    }
    return node;
  }
}
