package org.dashsweep.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.dashsweep.file.Json;

/**
 * The files of a byte-pair encoding in its first form, {@code vocab.json} and {@code merges.txt},
 * as parts of a {@code tokenizer.json}.
 */
final class BytePairFiles {
  /** A byte-level BPE's first line, which is no pair. */
  private static final String VERSION = "#version";

  private final TokenizerFile vocabulary;
  private final TokenizerFile merges;
  private final TokenizerConfig config;
  private final Map<String, String> defaults;
  private final Map<String, Integer> ids = new LinkedHashMap<>();
  private int nextId;

  /**
   * Files to be read.
   *
   * @param defaults of the family's class in transformers, by role
   */
  BytePairFiles(
      TokenizerFile vocabulary,
      TokenizerFile merges,
      TokenizerConfig config,
      Map<String, String> defaults) {
    this.vocabulary = vocabulary;
    this.merges = merges;
    this.config = config;
    this.defaults = defaults;
  }

  /** Returns the tokens by their ids; to be read first. */
  JsonNode vocabulary() {
    JsonNode tokens = vocabulary.object();
    for (Map.Entry<String, JsonNode> token : tokens.properties()) {
      JsonNode id = token.getValue();
      if (!id.isInt() || id.intValue() < 0) {
        throw new TokenizerException(
            vocabulary.path(),
            String.format(
                Locale.ROOT,
                "gives the token '%s' an id that cannot be one: %s",
                token.getKey(),
                id));
      }
      ids.put(token.getKey(), id.intValue());
      nextId = Math.max(nextId, id.intValue() + 1);
    }
    return tokens;
  }

  /** Returns the pairs in their order. */
  ArrayNode merges() {
    ArrayNode pairs = Json.MAPPER.createArrayNode();
    List<String> lines = new String(merges.bytes(), StandardCharsets.UTF_8).lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.isBlank() || line.startsWith(VERSION)) {
        continue;
      }
      String[] pair = line.split(" ", -1);
      if (pair.length != 2 || pair[0].isEmpty() || pair[1].isEmpty()) {
        throw new TokenizerException(
            merges.path(),
            String.format(Locale.ROOT, "must hold two tokens in line %d: %s", i + 1, line));
      }
      if (!ids.containsKey(pair[0] + pair[1])) {
        throw new TokenizerException(
            merges.path(),
            String.format(
                Locale.ROOT,
                "makes '%s' in line %d, which is not in %s",
                pair[0] + pair[1],
                i + 1,
                vocabulary.path()));
      }
      pairs.addArray().add(pair[0]).add(pair[1]);
    }
    return pairs;
  }

  /** The tokens with a role and those that the configuration adds, each once. */
  ArrayNode addedTokens() {
    Map<String, ObjectNode> tokens = new LinkedHashMap<>();
    config.numberedTokens().forEach((id, token) -> add(tokens, token, id));
    AddedTokens.ROLES.stream()
        .filter(role -> config.token(role).isPresent() || defaults.containsKey(role))
        .forEach(role -> add(tokens, role(role)));
    config.additionalSpecialTokens().forEach(token -> add(tokens, token));
    ArrayNode added = Json.MAPPER.createArrayNode();
    tokens.values().forEach(added::add);
    return added;
  }

  /** Returns the token with a role. */
  AddedToken role(String role) {
    return config
        .token(role)
        .or(() -> Optional.ofNullable(defaults.get(role)).map(AddedToken::new))
        .orElseThrow();
  }

  private void add(Map<String, ObjectNode> tokens, AddedToken token) {
    Integer known = ids.get(token.content());
    add(tokens, token, known == null ? nextId : known);
  }

  private void add(Map<String, ObjectNode> tokens, AddedToken token, int id) {
    nextId = Math.max(nextId, id + 1);
    ids.putIfAbsent(token.content(), id);
    tokens.putIfAbsent(
        token.content(),
        Json.MAPPER
            .createObjectNode()
            .put("id", id)
            .put("content", token.content())
            .put("single_word", false)
            .put("lstrip", token.takesSpaceBefore())
            .put("rstrip", token.takesSpaceAfter())
            .put("normalized", false)
            .put("special", true));
  }

  /** Returns text and id of the token with a role. */
  ArrayNode named(String role) {
    String content = role(role).content();
    return Json.MAPPER.createArrayNode().add(content).add(Objects.requireNonNull(ids.get(content)));
  }
}
