package org.dashsweep.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * A token that is recognised by its text before the rest of a text is cut into pieces. It equals
 * Hugging Face's {@code AddedToken}.
 *
 * @param content its text
 * @param takesSpaceBefore whether white space before it belongs to it: {@code lstrip}
 * @param takesSpaceAfter whether white space behind it belongs to it: {@code rstrip}
 * @param special whether its own flag says that decoding may leave it out: {@code special}
 */
record AddedToken(
    String content, boolean takesSpaceBefore, boolean takesSpaceAfter, boolean special) {
  AddedToken(String content) {
    this(content, false, false, false);
  }

  /**
   * Reads a token written as its text or as an object; empty for null, no text and an empty one.
   */
  static Optional<AddedToken> of(JsonNode node) {
    JsonNode content = node.isObject() ? node.path("content") : node;
    if (!content.isTextual() || content.textValue().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new AddedToken(
            content.textValue(),
            node.path("lstrip").asBoolean(false),
            node.path("rstrip").asBoolean(false),
            node.path("special").asBoolean(false)));
  }
}
