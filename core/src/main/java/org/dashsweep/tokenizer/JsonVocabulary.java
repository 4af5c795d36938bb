package org.dashsweep.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.OptionalInt;

/** The tokens of a {@code tokenizer.json}, which the library does not tell. */
final class JsonVocabulary {
  private final String file;
  private final JsonNode root;
  private final JsonNode tokens;
  private final JsonNode added;

  /** A vocabulary: an object of ids, or for a unigram model a list of [token, score]. */
  JsonVocabulary(String file, JsonNode root) {
    this.file = file;
    this.root = root;
    this.tokens = root.path("model").path("vocab");
    this.added = root.path("added_tokens");
  }

  /**
   * Returns the largest id plus 1.
   *
   * @throws TokenizerException if something is there in an id's place that cannot be one
   */
  int size() {
    int size = tokens.isArray() ? tokens.size() : 0;
    if (tokens.isObject()) {
      for (JsonNode id : tokens) {
        size = Math.max(size, requireId(id) + 1);
      }
    }
    for (JsonNode token : added) {
      size = Math.max(size, requireId(token.path("id")) + 1);
    }
    return size;
  }

  private int requireId(JsonNode id) {
    if (!id.isInt() || id.intValue() < 0 || id.intValue() == Integer.MAX_VALUE) {
      throw new TokenizerException(file, "has a token whose id cannot be one: " + id);
    }
    return id.intValue();
  }

  SpecialTokens specialTokens(TokenizerConfig config) {
    OptionalInt padding = id(config.token("pad_token"));
    OptionalInt unknown = id(config.token("unk_token"));
    return new SpecialTokens(
        id(config.token("bos_token")),
        id(config.token("eos_token")),
        padding.isPresent() ? padding : number(root.path("padding").path("pad_id")),
        unknown.isPresent() ? unknown : ownUnknown());
  }

  private OptionalInt ownUnknown() {
    JsonNode model = root.path("model");
    OptionalInt byText = id(AddedToken.of(model.path("unk_token")));
    return byText.isPresent() ? byText : number(model.path("unk_id"));
  }

  private static OptionalInt number(JsonNode id) {
    return id.isInt() ? OptionalInt.of(id.intValue()) : OptionalInt.empty();
  }

  private OptionalInt id(Optional<AddedToken> token) {
    return token.map(AddedToken::content).map(this::id).orElseGet(OptionalInt::empty);
  }

  private OptionalInt id(String content) {
    for (JsonNode token : added) {
      if (token.path("content").asText().equals(content)) {
        return number(token.path("id"));
      }
    }
    if (tokens.isObject()) {
      return number(tokens.path(content));
    }
    for (int id = 0; id < tokens.size(); id++) {
      if (tokens.path(id).path(0).asText().equals(content)) {
        return OptionalInt.of(id);
      }
    }
    return OptionalInt.empty();
  }
}
