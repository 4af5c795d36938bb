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
import java.util.Set;
import org.dashsweep.file.Json;

/**
 * RoBERTa's byte-level BPE in its first form, {@code vocab.json} and {@code merges.txt}, brought
 * into that of {@code tokenizer.json} as {@code RobertaTokenizer} of transformers does: {@code <s>
 * a </s>} and {@code <s> a </s></s> b </s>}.
 */
final class Roberta {
  private static final Set<String> CLASSES = Set.of("RobertaTokenizer", "RobertaTokenizerFast");

  /** A byte-level BPE's first line, which is no pair. */
  private static final String VERSION = "#version";

  private static final Map<String, String> DEFAULTS =
      Map.of(
          "bos_token", "<s>",
          "eos_token", "</s>",
          "unk_token", "<unk>",
          "sep_token", "</s>",
          "pad_token", "<pad>",
          "cls_token", "<s>",
          "mask_token", "<mask>");

  private final TokenizerFile vocabulary;
  private final TokenizerFile merges;
  private final TokenizerConfig config;
  private final Map<String, Integer> ids = new LinkedHashMap<>();
  private int nextId;

  private Roberta(TokenizerFile vocabulary, TokenizerFile merges, TokenizerConfig config) {
    this.vocabulary = vocabulary;
    this.merges = merges;
    this.config = config;
  }

  /**
   * Opens the tokenizer.
   *
   * @throws TokenizerException if a file is not of its form or names another class
   */
  static JsonTokenizer open(
      TokenizerFile vocabulary, TokenizerFile merges, TokenizerConfig config) {
    config.requireClass(vocabulary.path(), CLASSES);
    String json = new Roberta(vocabulary, merges, config).json().toString();
    return JsonTokenizer.open(
        new TokenizerFile(vocabulary.path(), json.getBytes(StandardCharsets.UTF_8)), config);
  }

  private ObjectNode json() {
    ObjectNode model = Json.MAPPER.createObjectNode().put("type", "BPE");
    model.set("vocab", vocabulary());
    model.set("merges", merges());
    boolean prefixSpace = config.flag("add_prefix_space", false);
    ObjectNode root = Json.MAPPER.createObjectNode().put("version", "1.0");
    root.set("added_tokens", addedTokens());
    root.set("pre_tokenizer", byteLevel(prefixSpace));
    root.set("decoder", byteLevel(true));
    ObjectNode frame =
        root.putObject("post_processor")
            .put("type", "RobertaProcessing")
            .put("trim_offsets", true)
            .put("add_prefix_space", prefixSpace);
    frame.set("sep", named("sep_token"));
    frame.set("cls", named("cls_token"));
    root.set("model", model);
    return root;
  }

  private static ObjectNode byteLevel(boolean prefixSpace) {
    return Json.MAPPER
        .createObjectNode()
        .put("type", "ByteLevel")
        .put("add_prefix_space", prefixSpace)
        .put("trim_offsets", true)
        .put("use_regex", true);
  }

  private JsonNode vocabulary() {
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

  private ArrayNode merges() {
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
  private ArrayNode addedTokens() {
    Map<String, ObjectNode> tokens = new LinkedHashMap<>();
    config.numberedTokens().forEach((id, token) -> add(tokens, token, id));
    AddedTokens.ROLES.forEach(role -> add(tokens, role(role)));
    config.additionalSpecialTokens().forEach(token -> add(tokens, token));
    ArrayNode added = Json.MAPPER.createArrayNode();
    tokens.values().forEach(added::add);
    return added;
  }

  private AddedToken role(String role) {
    return config
        .token(role)
        .or(() -> Optional.ofNullable(DEFAULTS.get(role)).map(AddedToken::new))
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

  private ArrayNode named(String role) {
    String content = role(role).content();
    return Json.MAPPER.createArrayNode().add(content).add(Objects.requireNonNull(ids.get(content)));
  }
}
