package org.dashsweep.source.gguf;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.dashsweep.file.Json;
import org.dashsweep.tokenizer.TokenizerFiles;
import org.dashsweep.weights.gguf.GgufMetadata;

/** A byte-level BPE as a {@code tokenizer.json}. */
final class ByteLevelFiles {
  private static final String MERGES = "tokenizer.ggml.merges";

  private final GgufMetadata metadata;
  private final GgufVocabulary vocabulary;
  private final PreTokenizer preTokenizer;

  ByteLevelFiles(GgufMetadata metadata) {
    this.metadata = metadata;
    this.vocabulary = new GgufVocabulary(metadata);
    this.preTokenizer = PreTokenizer.of(metadata);
  }

  TokenizerFiles files() {
    ObjectNode root = Json.MAPPER.createObjectNode().put("version", "1.0");
    root.putNull("truncation").putNull("padding");
    ArrayNode added = root.putArray("added_tokens");
    for (int id = 0; id < vocabulary.tokens().size(); id++) {
      if (vocabulary.isAdded(id)) {
        added.addObject().put("id", id).setAll(vocabulary.added(id));
      }
    }
    root.putNull("normalizer");
    root.set("pre_tokenizer", cuts());
    template(root);
    root.set("decoder", byteLevel());
    root.set("model", model());
    try {
      return TokenizerFiles.ofJson(
          metadata.file(),
          Json.MAPPER.writeValueAsBytes(root),
          Json.MAPPER.writeValueAsBytes(vocabulary.config("PreTrainedTokenizerFast")));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A tree of JSON can be written", e);
    }
  }

  private ObjectNode cuts() {
    ObjectNode sequence = Json.MAPPER.createObjectNode().put("type", "Sequence");
    ArrayNode parts = sequence.putArray("pretokenizers");
    preTokenizer.expressions().forEach(expression -> split(parts, expression));
    parts.add(byteLevel());
    String missing = missingBytes();
    if (!missing.isEmpty()) {
      // No token comes of such a byte, and nothing is merged across it. Hugging Face's library
      // would
      // remove it before it merges.
      split(parts, "[" + missing + "]");
    }
    return sequence;
  }

  private static void split(ArrayNode parts, String expression) {
    ObjectNode split = parts.addObject().put("type", "Split");
    split.putObject("pattern").put("Regex", expression);
    split.put("behavior", "Isolated").put("invert", false);
  }

  private String missingBytes() {
    return ByteAlphabet.characters().stream()
        .filter(character -> !vocabulary.has(character.toString()))
        .map(character -> String.format(Locale.ROOT, "\\x{%04x}", (int) character))
        .collect(Collectors.joining());
  }

  private static ObjectNode byteLevel() {
    return Json.MAPPER
        .createObjectNode()
        .put("type", "ByteLevel")
        .put("add_prefix_space", false)
        .put("trim_offsets", true)
        .put("use_regex", false);
  }

  private void template(ObjectNode root) {
    OptionalInt before =
        vocabulary.around("bos", preTokenizer.beginning() == PreTokenizer.Beginning.TOKEN);
    OptionalInt behind = vocabulary.around("eos", false);
    if (before.isEmpty() && behind.isEmpty()) {
      root.putNull("post_processor");
      return;
    }
    ObjectNode template = root.putObject("post_processor").put("type", "TemplateProcessing");
    ArrayNode single = template.putArray("single");
    text(single, before, "A", 0, behind);
    ArrayNode pair = template.putArray("pair");
    text(pair, before, "A", 0, behind);
    text(pair, before, "B", 1, behind);
    ObjectNode special = template.putObject("special_tokens");
    List.of(before, behind)
        .forEach(
            token ->
                token.ifPresent(
                    id -> {
                      String text = vocabulary.token(id);
                      ObjectNode entry = special.putObject(text).put("id", text);
                      entry.putArray("ids").add(id);
                      entry.putArray("tokens").add(text);
                    }));
  }

  private void text(
      ArrayNode items, OptionalInt before, String name, int segment, OptionalInt behind) {
    before.ifPresent(id -> item(items, "SpecialToken", vocabulary.token(id), segment));
    item(items, "Sequence", name, segment);
    behind.ifPresent(id -> item(items, "SpecialToken", vocabulary.token(id), segment));
  }

  private static void item(ArrayNode items, String kind, String id, int segment) {
    items.addObject().putObject(kind).put("id", id).put("type_id", segment);
  }

  private ObjectNode model() {
    ObjectNode model = Json.MAPPER.createObjectNode().put("type", "BPE");
    model.putNull("dropout").putNull("unk_token");
    model.putNull("continuing_subword_prefix").putNull("end_of_word_suffix");
    model
        .put("fuse_unk", false)
        .put("byte_fallback", false)
        .put("ignore_merges", preTokenizer.merging() == PreTokenizer.Merging.WHOLE_WORDS_FIRST);
    ObjectNode vocab = model.putObject("vocab");
    for (int id = 0; id < vocabulary.tokens().size(); id++) {
      vocab.put(vocabulary.token(id), id);
    }
    ArrayNode merges = model.putArray("merges");
    List<String> lines = metadata.texts(MERGES);
    for (int i = 0; i < lines.size(); i++) {
      merge(merges, i, lines.get(i));
    }
    return model;
  }

  /** Cuts a merge at its first space behind its first character, as llama.cpp does. */
  private void merge(ArrayNode merges, int index, String line) {
    int space = line.indexOf(' ', 1);
    String left = space < 0 ? "" : line.substring(0, space);
    String right = space < 0 ? "" : line.substring(space + 1);
    if (!vocabulary.has(left) || !vocabulary.has(right) || !vocabulary.has(left + right)) {
      throw metadata.problem(
          MERGES,
          String.format(
              Locale.ROOT,
              "must be pairs of tokens that make a token; number %d is '%s'",
              index,
              line));
    }
    merges.addArray().add(left).add(right);
  }
}
