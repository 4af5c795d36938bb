package org.dashsweep.data.commonsense;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** What the authors' software makes of rows. */
public final class CommonsenseResources {
  private CommonsenseResources() {}

  public static JsonNode read(String file) throws IOException {
    try (InputStream stream =
        Objects.requireNonNull(CommonsenseResources.class.getResourceAsStream(file), file)) {
      return new ObjectMapper().readTree(stream);
    }
  }

  static Instruction row(JsonNode prompt) {
    return new Instruction(
        prompt.path("instruction").asText(),
        prompt.path("input").asText(),
        prompt.path("output").asText(),
        "");
  }
}
