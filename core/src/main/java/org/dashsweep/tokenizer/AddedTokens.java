package org.dashsweep.tokenizer;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The tokens around a SentencePiece model, as Hugging Face's tokenizers in Python have them. Each
 * role has a token; a token without a piece in the model gets the next id. Their texts are
 * recognised before the rest of a text is cut into pieces.
 */
final class AddedTokens {
  /** The roles of tokens, in the order in which new ones are numbered. */
  static final List<String> ROLES =
      List.of(
          "bos_token",
          "eos_token",
          "unk_token",
          "sep_token",
          "pad_token",
          "cls_token",
          "mask_token");

  private final Map<String, AddedToken> byRole;
  private final Map<String, Integer> ids = new HashMap<>();
  private final Map<Integer, AddedToken> tokens = new HashMap<>();
  private final Set<Integer> special = new HashSet<>();
  private final Pattern texts;
  private int nextId;

  /**
   * Numbers the tokens.
   *
   * @param defaults of the family's class in transformers, by role
   */
  AddedTokens(SentencePieceModel model, TokenizerConfig config, Map<String, String> defaults) {
    byRole = byRole(config, defaults);
    nextId = model.pieces().size();
    config
        .numberedTokens()
        .forEach(
            (id, token) -> {
              add(id, token);
              if (token.special()) {
                special.add(id);
              }
            });
    Stream.concat(
            ROLES.stream().filter(byRole::containsKey).map(byRole::get),
            config.additionalSpecialTokens().stream())
        .forEach(
            token -> {
              if (!ids.containsKey(token.content())) {
                add(model.id(token.content()).orElse(nextId), token);
              }
              special.add(ids.get(token.content()));
            });
    texts =
        Pattern.compile(
            ids.keySet().stream()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .map(Pattern::quote)
                .collect(Collectors.joining("|")));
  }

  private static Map<String, AddedToken> byRole(
      TokenizerConfig config, Map<String, String> defaults) {
    Map<String, AddedToken> found = new LinkedHashMap<>();
    for (String role : ROLES) {
      Optional<AddedToken> token =
          config.token(role).or(() -> Optional.ofNullable(defaults.get(role)).map(AddedToken::new));
      token.ifPresent(present -> found.put(role, present));
    }
    return found;
  }

  private void add(int id, AddedToken token) {
    ids.put(token.content(), id);
    tokens.put(id, token);
    nextId = Math.max(nextId, id + 1);
  }

  /** Returns the text of the token with a role, if there is one. */
  Optional<String> text(String role) {
    return Optional.ofNullable(byRole.get(role)).map(AddedToken::content);
  }

  private OptionalInt id(String role) {
    return text(role).map(ids::get).map(OptionalInt::of).orElseGet(OptionalInt::empty);
  }

  /** Returns the id of the token with a role, or nothing. */
  List<Integer> ids(String role) {
    return id(role).stream().boxed().toList();
  }

  /** Returns the tokens with a role that a model asks for. */
  SpecialTokens specialTokens() {
    return new SpecialTokens(id("bos_token"), id("eos_token"), id("pad_token"), id("unk_token"));
  }

  /** Returns the largest id, of pieces too, plus 1. */
  int vocabularySize() {
    return nextId;
  }

  /** Returns the token with that id, if it is one of these. */
  Optional<AddedToken> token(int id) {
    return Optional.ofNullable(tokens.get(id));
  }

  /** Returns whether decoding may leave the token out. */
  boolean isSpecial(int id) {
    return special.contains(id);
  }

  /**
   * Encodes a text.
   *
   * @param pieces encodes what is between these tokens
   */
  int[] encode(String text, Function<String, int[]> pieces) {
    IntStream.Builder encoded = IntStream.builder();
    Matcher matcher = texts.matcher(text);
    int from = 0;
    boolean dropsSpace = false;
    while (matcher.find()) {
      int id = Objects.requireNonNull(ids.get(matcher.group()));
      AddedToken token = Objects.requireNonNull(tokens.get(id));
      String between = text.substring(from, matcher.start());
      between = dropsSpace ? between.stripLeading() : between;
      between = token.takesSpaceBefore() ? between.stripTrailing() : between;
      encode(between, pieces, encoded);
      encoded.add(id);
      from = matcher.end();
      dropsSpace = token.takesSpaceAfter();
    }
    String rest = text.substring(from);
    encode(dropsSpace ? rest.stripLeading() : rest, pieces, encoded);
    return encoded.build().toArray();
  }

  private static void encode(
      String text, Function<String, int[]> pieces, IntStream.Builder encoded) {
    if (!text.isEmpty()) {
      Arrays.stream(pieces.apply(text)).forEach(encoded::add);
    }
  }
}
