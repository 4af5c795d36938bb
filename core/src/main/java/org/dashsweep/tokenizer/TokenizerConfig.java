package org.dashsweep.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Settings from the files beside a tokenizer's model, each of which may be missing: {@code
 * tokenizer_config.json}, and in older checkpoints {@code special_tokens_map.json} and {@code
 * added_tokens.json}.
 */
final class TokenizerConfig {
  private static final String TOKENS_OF_NEWER_FILES = "added_tokens_decoder";
  private static final String ADDITIONAL = "additional_special_tokens";
  private static final String EXTRA = "extra_special_tokens";

  private final String file;
  private final JsonNode config;
  private final JsonNode special;
  private final SortedMap<Integer, AddedToken> numbered;

  private TokenizerConfig(
      String file, JsonNode config, JsonNode special, SortedMap<Integer, AddedToken> numbered) {
    this.file = file;
    this.config = config;
    this.special = special;
    this.numbered = numbered;
  }

  /**
   * Reads the files.
   *
   * @throws TokenizerException if one is there but not a JSON object, or gives a token no id
   */
  static TokenizerConfig read(TokenizerFiles files) {
    JsonNode config = object(files, TokenizerFiles.CONFIG);
    JsonNode newer = config.path(TOKENS_OF_NEWER_FILES);
    // As transformers: a configuration that numbers its tokens says all that the older files do.
    JsonNode special =
        newer.isObject()
            ? JsonNodeFactory.instance.objectNode()
            : object(files, TokenizerFiles.SPECIAL);
    SortedMap<Integer, AddedToken> numbered = newer.isObject() ? newer(files, newer) : older(files);
    return new TokenizerConfig(path(files, TokenizerFiles.CONFIG), config, special, numbered);
  }

  private static SortedMap<Integer, AddedToken> newer(TokenizerFiles files, JsonNode tokens) {
    String file = path(files, TokenizerFiles.CONFIG);
    SortedMap<Integer, AddedToken> numbered = new TreeMap<>();
    for (Map.Entry<String, JsonNode> entry : tokens.properties()) {
      AddedToken token =
          AddedToken.of(entry.getValue())
              .orElseThrow(
                  () ->
                      new TokenizerException(
                          file, "has no text for the added token " + entry.getKey()));
      numbered.put(id(file, token.content(), entry.getKey()), token);
    }
    return numbered;
  }

  private static SortedMap<Integer, AddedToken> older(TokenizerFiles files) {
    String file = path(files, TokenizerFiles.ADDED);
    SortedMap<Integer, AddedToken> numbered = new TreeMap<>();
    for (Map.Entry<String, JsonNode> entry : object(files, TokenizerFiles.ADDED).properties()) {
      numbered.put(
          id(file, entry.getKey(), entry.getValue().asText()), new AddedToken(entry.getKey()));
    }
    return numbered;
  }

  private static String path(TokenizerFiles files, String name) {
    return files.content(name).map(TokenizerFile::path).orElse(name);
  }

  private static JsonNode object(TokenizerFiles files, String name) {
    return files
        .content(name)
        .map(TokenizerFile::object)
        .orElseGet(JsonNodeFactory.instance::objectNode);
  }

  private static int id(String file, String token, String id) {
    // More ids than that no vocabulary has; a larger one would only make a huge table.
    if (!id.matches("\\d{1,8}")) {
      throw new TokenizerException(
          file,
          String.format(
              Locale.ROOT, "must give the token '%s' an id from 0 to 99999999: %s", token, id));
    }
    return Integer.parseInt(id);
  }

  /** Returns whether a key has a value. */
  boolean has(String key) {
    return config.hasNonNull(key);
  }

  /** The class of transformers that is named; empty if none is. */
  String tokenizerClass() {
    return config.path("tokenizer_class").asText("");
  }

  /**
   * A fault of {@code tokenizer_config.json}.
   *
   * @param problem a predicate of which the key is the subject
   */
  TokenizerException problem(String key, String problem) {
    return new TokenizerException(
        file, String.format(Locale.ROOT, "is not usable: %s %s", key, problem));
  }

  /**
   * Refuses the settings of every family that would change ids and are not followed here.
   *
   * @throws TokenizerException naming the key
   */
  void requireFollowed() {
    JsonNode side = config.path("truncation_side");
    if (!side.isMissingNode() && !side.isNull() && !side.asText().equals("right")) {
      throw problem(
          "truncation_side",
          String.format(Locale.ROOT, "is %s; texts are cut at their end: set it to right", side));
    }
    refuse("split_special_tokens", true);
    JsonNode library = config.path("sp_model_kwargs");
    if (library.isContainerNode() && !library.isEmpty()) {
      throw problem("sp_model_kwargs", "is not supported: leave it empty");
    }
  }

  /** Refuses one value of a switch. */
  void refuse(String key, boolean refused) {
    if (flag(key, !refused) == refused) {
      throw problem(
          key,
          String.format(
              Locale.ROOT, "is %s, which is not supported: set it to %s", refused, !refused));
    }
  }

  /**
   * Checks which class of transformers a model is for, where that is said.
   *
   * @param model the model's file
   */
  void requireClass(String model, Set<String> classes) {
    String named = tokenizerClass();
    if (!named.isEmpty() && !classes.contains(named)) {
      throw new TokenizerException(
          model,
          String.format(
              Locale.ROOT,
              "is read for %s only, but %s names %s; save the tokenizer as tokenizer.json",
              String.join(", ", new TreeSet<>(classes)),
              file,
              named));
    }
  }

  /**
   * A switch.
   *
   * @throws TokenizerException if it is neither true, false, null nor missing
   */
  boolean flag(String key, boolean otherwise) {
    JsonNode value = config.path(key);
    if (value.isMissingNode() || value.isNull()) {
      return otherwise;
    }
    if (!value.isBoolean()) {
      throw new TokenizerException(
          file, String.format(Locale.ROOT, "must say true or false for %s: %s", key, value));
    }
    return value.booleanValue();
  }

  /**
   * The token with a role, such as {@code bos_token}. An empty text, as the first LLaMA conversions
   * have it, counts as none.
   */
  Optional<AddedToken> token(String role) {
    return Stream.of(special, config)
        .flatMap(file -> AddedToken.of(file.path(role)).stream())
        .findFirst();
  }

  /** Special tokens without a role, by the older key and by the newer. */
  List<AddedToken> additionalSpecialTokens() {
    return Stream.concat(additional().stream(), tokens(config.path(EXTRA)).stream())
        .distinct()
        .toList();
  }

  private List<AddedToken> additional() {
    return Stream.of(special, config)
        .map(file -> file.path(ADDITIONAL))
        .filter(JsonNode::isArray)
        .findFirst()
        .map(TokenizerConfig::tokens)
        .orElseGet(List::of);
  }

  /**
   * Returns the tokens of an array, or of the values of an object, whose keys are names for
   * programs.
   */
  private static List<AddedToken> tokens(JsonNode values) {
    return StreamSupport.stream(values.spliterator(), false)
        .flatMap(token -> AddedToken.of(token).stream())
        .toList();
  }

  /** The key that names each token, by the token's text. */
  Map<String, String> namedTokens() {
    Map<String, String> named = new LinkedHashMap<>();
    AddedTokens.ROLES.forEach(
        role -> token(role).ifPresent(token -> named.putIfAbsent(token.content(), role)));
    additional().forEach(token -> named.putIfAbsent(token.content(), ADDITIONAL));
    tokens(config.path(EXTRA)).forEach(token -> named.putIfAbsent(token.content(), EXTRA));
    return named;
  }

  /** Tokens that the files number, by id. */
  Map<Integer, AddedToken> numberedTokens() {
    return new LinkedHashMap<>(numbered);
  }
}
