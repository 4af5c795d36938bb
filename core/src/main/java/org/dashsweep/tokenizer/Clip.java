package org.dashsweep.tokenizer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import org.dashsweep.file.Json;

/**
 * CLIP's byte-pair encoding in its first form, {@code vocab.json} and {@code merges.txt}, brought
 * into that of {@code tokenizer.json} as {@code CLIPTokenizer} of transformers does: {@code
 * <|startoftext|> a <|endoftext|>}, in lower case.
 */
final class Clip {
  private static final Set<String> CLASSES = Set.of("CLIPTokenizer", "CLIPTokenizerFast");

  private static final String PIECES =
      "<\\|startoftext\\|>|<\\|endoftext\\|>|'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+";

  private static final Map<String, String> DEFAULTS =
      Map.of(
          "bos_token", "<|startoftext|>",
          "eos_token", "<|endoftext|>",
          "unk_token", "<|endoftext|>",
          "pad_token", "<|endoftext|>");

  private Clip() {}

  /** Tells whether a configuration names the class that reads these files. */
  static boolean isNamed(TokenizerConfig config) {
    return CLASSES.contains(config.tokenizerClass());
  }

  /**
   * Opens the tokenizer.
   *
   * @throws TokenizerException if a file is not of its form
   */
  static JsonTokenizer open(
      TokenizerFile vocabulary, TokenizerFile merges, TokenizerConfig config) {
    String json = json(new BytePairFiles(vocabulary, merges, config, DEFAULTS)).toString();
    return JsonTokenizer.open(
        new TokenizerFile(vocabulary.path(), json.getBytes(StandardCharsets.UTF_8)), config);
  }

  private static ObjectNode json(BytePairFiles files) {
    ObjectNode model =
        Json.MAPPER
            .createObjectNode()
            .put("type", "BPE")
            .put("unk_token", files.role("unk_token").content())
            .put("continuing_subword_prefix", "")
            .put("end_of_word_suffix", "</w>")
            .put("fuse_unk", false);
    model.set("vocab", files.vocabulary());
    model.set("merges", files.merges());
    ObjectNode root = Json.MAPPER.createObjectNode().put("version", "1.0");
    root.set("added_tokens", files.addedTokens());
    root.set("normalizer", normalizer());
    root.set("pre_tokenizer", preTokenizer());
    root.set("decoder", byteLevel(true));
    ObjectNode frame =
        root.putObject("post_processor")
            .put("type", "RobertaProcessing")
            .put("trim_offsets", false)
            .put("add_prefix_space", false);
    frame.set("sep", files.named("eos_token"));
    frame.set("cls", files.named("bos_token"));
    root.set("model", model);
    return root;
  }

  private static ObjectNode normalizer() {
    ObjectNode sequence = Json.MAPPER.createObjectNode().put("type", "Sequence");
    ObjectNode space = Json.MAPPER.createObjectNode().put("type", "Replace").put("content", " ");
    space.putObject("pattern").put("Regex", "\\s+");
    sequence
        .putArray("normalizers")
        .add(Json.MAPPER.createObjectNode().put("type", "NFC"))
        .add(space)
        .add(Json.MAPPER.createObjectNode().put("type", "Lowercase"));
    return sequence;
  }

  private static ObjectNode preTokenizer() {
    ObjectNode sequence = Json.MAPPER.createObjectNode().put("type", "Sequence");
    ObjectNode split =
        Json.MAPPER
            .createObjectNode()
            .put("type", "Split")
            .put("behavior", "Removed")
            .put("invert", true);
    split.putObject("pattern").put("Regex", PIECES);
    sequence.putArray("pretokenizers").add(split).add(byteLevel(false));
    return sequence;
  }

  private static ObjectNode byteLevel(boolean prefixSpace) {
    return Json.MAPPER
        .createObjectNode()
        .put("type", "ByteLevel")
        .put("add_prefix_space", prefixSpace)
        .put("trim_offsets", true)
        .put("use_regex", true);
  }
}
