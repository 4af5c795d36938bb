package org.dashsweep.source.gguf;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import org.dashsweep.file.Json;
import org.dashsweep.weights.gguf.GgufMetadata;

/** The tokens of a GGUF file, their types, and the tokens with a role. */
final class GgufVocabulary {
  static final int NORMAL = 1;
  static final int UNKNOWN = 2;
  static final int CONTROL = 3;
  static final int USER_DEFINED = 4;
  static final int BYTE = 6;

  private static final String PREFIX = "tokenizer.ggml.";
  private static final String TOKENS = PREFIX + "tokens";
  private static final String TYPES = PREFIX + "token_type";

  private final GgufMetadata metadata;
  private final List<String> tokens;
  private final int[] types;
  private final Map<String, Integer> ids = new HashMap<>();

  GgufVocabulary(GgufMetadata metadata) {
    this.metadata = metadata;
    this.tokens = new ArrayList<>(metadata.texts(TOKENS));
    this.types =
        metadata.has(TYPES) ? metadata.integers(TYPES, tokens.size()) : new int[tokens.size()];
    for (int id = 0; id < tokens.size(); id++) {
      if (tokens.get(id).isEmpty()) {
        // As llama.cpp has it: nothing encodes to such a token.
        tokens.set(id, "[EMPTY_" + id + "]");
      }
      if (ids.put(tokens.get(id), id) != null) {
        throw metadata.problem(
            TOKENS, String.format(Locale.ROOT, "has '%s' twice", tokens.get(id)));
      }
    }
  }

  List<String> tokens() {
    return tokens;
  }

  /** Returns the token's text. */
  String token(int id) {
    return tokens.get(id);
  }

  /** Returns the type of a token, as SentencePiece numbers them too; 0 where none is given. */
  int type(int id) {
    return types[id];
  }

  /** Returns whether there is a token of that text. */
  boolean has(String token) {
    return ids.containsKey(token);
  }

  /** Returns whether a token is recognised before the rest of a text is cut into pieces. */
  boolean isAdded(int id) {
    return types[id] == CONTROL || types[id] == USER_DEFINED || types[id] == UNKNOWN;
  }

  /**
   * Returns the token with a role.
   *
   * @param role such as {@code bos}
   * @throws org.dashsweep.weights.CheckpointException if there is no token of that id
   */
  OptionalInt role(String role) {
    String key = PREFIX + role + "_token_id";
    OptionalInt id = metadata.count(key);
    if (id.isPresent() && id.getAsInt() >= tokens.size()) {
      throw metadata.problem(
          key, String.format(Locale.ROOT, "must be below the %d tokens", tokens.size()));
    }
    return id;
  }

  /**
   * Returns the token that goes before or behind each text.
   *
   * @param otherwise whether there is one, if the file does not say
   */
  OptionalInt around(String role, boolean otherwise) {
    String key = PREFIX + "add_" + role + "_token";
    if (!metadata.flag(key, otherwise)) {
      return OptionalInt.empty();
    }
    OptionalInt id = role(role);
    if (id.isEmpty()) {
      throw metadata.problem(
          PREFIX + role + "_token_id", "must be a token, as " + key + " is true");
    }
    return id;
  }

  /** Describes an added token as Hugging Face does. */
  ObjectNode added(int id) {
    return Json.MAPPER
        .createObjectNode()
        .put("content", tokens.get(id))
        .put("single_word", false)
        .put("lstrip", false)
        .put("rstrip", false)
        .put("normalized", false)
        .put("special", types[id] != USER_DEFINED);
  }

  /** Returns a {@code tokenizer_config.json} with the tokens of all roles and the chat template. */
  ObjectNode config(String tokenizerClass) {
    ObjectNode config =
        Json.MAPPER
            .createObjectNode()
            .put("tokenizer_class", tokenizerClass)
            .put("clean_up_tokenization_spaces", false);
    Map.of("bos", "bos", "eos", "eos", "unknown", "unk", "padding", "pad")
        .forEach(
            (role, name) ->
                // One that is recognised by no text would become one that is.
                role(role).stream()
                    .filter(this::isAdded)
                    .forEach(id -> config.put(name + "_token", tokens.get(id))));
    String template = "tokenizer.chat_template";
    if (metadata.has(template)) {
      config.put("chat_template", metadata.text(template));
    }
    return config;
  }
}
