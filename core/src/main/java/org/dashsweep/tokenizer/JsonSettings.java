package org.dashsweep.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks {@code tokenizer_config.json} against its {@code tokenizer.json}; only the latter encodes.
 * Transformers changes settings of the latter where the former differs; such a pair is refused.
 * {@code legacy} is not looked at: published LLaMA tokenizers declare another value than they have.
 */
final class JsonSettings {
  /** Classes that take a {@code tokenizer.json} as it is. */
  private static final Set<String> GENERIC = Set.of("PreTrainedTokenizerFast", "TokenizersBackend");

  private final TokenizerFile file;
  private final JsonNode root;
  private final TokenizerConfig config;

  JsonSettings(TokenizerFile file, JsonNode root, TokenizerConfig config) {
    this.file = file;
    this.root = root;
    this.config = config;
  }

  /**
   * Checks all of them.
   *
   * @throws TokenizerException naming the key and its file
   */
  void require() {
    requireOwn();
    requireTokens();
    config.refuse("fix_mistral_regex", true);
    prefixSpace().ifPresent(own -> requireSame("add_prefix_space", own, "pre_tokenizer"));
    if (!GENERIC.contains(config.tokenizerClass())) {
      requireNormalizer();
      requireTemplate();
    }
  }

  private void requireOwn() {
    if (root.path("truncation").path("direction").asText().equals("Left")
        && !config.has("truncation_side")) {
      throw new TokenizerException(
          file.path(),
          "asks for truncation.direction Left; texts are cut at their end: set it to Right");
    }
    if (root.path("model").path("dropout").asDouble() != 0) {
      throw new TokenizerException(
          file.path(), "asks for model.dropout, by which ids are random: set it to null");
    }
  }

  /** Transformers adds the tokens that a configuration names, with ids of their own. */
  private void requireTokens() {
    Map<String, JsonNode> own = new HashMap<>();
    root.path("added_tokens").forEach(token -> own.put(token.path("content").asText(), token));
    config
        .namedTokens()
        .forEach(
            (content, key) -> {
              if (!own.containsKey(content)) {
                throw config.problem(
                    key,
                    String.format(
                        Locale.ROOT,
                        "names the token '%s', which is not among added_tokens of %s: save both files together",
                        content,
                        file.path()));
              }
            });
    config
        .numberedTokens()
        .forEach(
            (id, token) -> {
              JsonNode same = own.get(token.content());
              if (same == null || same.path("id").asInt(-1) != id) {
                throw config.problem(
                    "added_tokens_decoder",
                    String.format(
                        Locale.ROOT,
                        "gives the token '%s' the id %d, which added_tokens of %s do not: save both files together",
                        token.content(),
                        id,
                        file.path()));
              }
            });
  }

  private void requireNormalizer() {
    JsonNode normalizer = root.path("normalizer");
    @Nullable JsonNode bert = first(normalizer, "BertNormalizer");
    if (bert != null) {
      requireSame("do_lower_case", bert.path("lowercase").asBoolean(), "normalizer.lowercase");
      requireSame(
          "tokenize_chinese_chars",
          bert.path("handle_chinese_chars").asBoolean(),
          "normalizer.handle_chinese_chars");
      // Without a value of its own, accents go with capitals.
      JsonNode accents = bert.path("strip_accents");
      requireSame(
          "strip_accents",
          accents.isBoolean() ? accents.booleanValue() : bert.path("lowercase").asBoolean(),
          "normalizer.strip_accents");
    } else {
      requireSame("do_lower_case", first(normalizer, "Lowercase") != null, "normalizer");
    }
    requireSame(
        "split_by_punct",
        first(root.path("pre_tokenizer"), "Punctuation") != null,
        "pre_tokenizer");
  }

  private void requireTemplate() {
    @Nullable JsonNode template = first(root.path("post_processor"), "TemplateProcessing");
    List<String> items = new ArrayList<>();
    if (template != null) {
      template
          .path("single")
          .forEach(item -> items.add(item.path("SpecialToken").path("id").asText()));
    }
    requireSame("add_bos_token", begins(items), "post_processor");
    requireSame("add_eos_token", ends(items), "post_processor");
  }

  private boolean begins(List<String> items) {
    return !items.isEmpty() && is("bos_token", items.get(0));
  }

  private boolean ends(List<String> items) {
    return !items.isEmpty() && is("eos_token", items.get(items.size() - 1));
  }

  private boolean is(String role, String content) {
    return config.token(role).map(AddedToken::content).filter(content::equals).isPresent();
  }

  /** Returns whether a space is put before a text; empty if there is no setting of such a space. */
  private Optional<Boolean> prefixSpace() {
    @Nullable JsonNode prepend = first(root.path("normalizer"), "Prepend");
    if (prepend != null) {
      return Optional.of(true);
    }
    @Nullable JsonNode metaspace = first(root.path("pre_tokenizer"), "Metaspace");
    if (metaspace != null) {
      return Optional.of(
          metaspace.has("prepend_scheme")
              ? !metaspace.path("prepend_scheme").asText().equals("never")
              : metaspace.path("add_prefix_space").asBoolean(true));
    }
    return Optional.ofNullable(first(root.path("pre_tokenizer"), "ByteLevel"))
        .map(bytes -> bytes.path("add_prefix_space").asBoolean());
  }

  private void requireSame(String key, boolean own, String part) {
    if (config.flag(key, own) != own) {
      throw config.problem(
          key,
          String.format(
              Locale.ROOT,
              "says %s, but %s of %s does otherwise: save both files together",
              !own,
              part,
              file.path()));
    }
  }

  /** A part of that type, which may be in a sequence. */
  private static @Nullable JsonNode first(JsonNode part, String type) {
    if (part.path("type").asText().equals(type)) {
      return part;
    }
    for (String parts : List.of("normalizers", "pretokenizers", "processors")) {
      for (JsonNode inner : part.path(parts)) {
        @Nullable JsonNode found = first(inner, type);
        if (found != null) {
          return found;
        }
      }
    }
    return null;
  }
}
