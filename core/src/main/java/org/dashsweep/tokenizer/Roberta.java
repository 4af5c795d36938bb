package org.dashsweep.tokenizer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import org.dashsweep.file.Json;

/**
 * RoBERTa's byte-level BPE in its first form, {@code vocab.json} and {@code merges.txt}, brought
 * into that of {@code tokenizer.json} as {@code RobertaTokenizer} of transformers does: {@code <s>
 * a </s>} and {@code <s> a </s></s> b </s>}.
 */
final class Roberta {
  private static final Set<String> CLASSES = Set.of("RobertaTokenizer", "RobertaTokenizerFast");

  private static final Map<String, String> DEFAULTS =
      Map.of(
          "bos_token", "<s>",
          "eos_token", "</s>",
          "unk_token", "<unk>",
          "sep_token", "</s>",
          "pad_token", "<pad>",
          "cls_token", "<s>",
          "mask_token", "<mask>");

  private Roberta() {}

  /**
   * Opens the tokenizer.
   *
   * @throws TokenizerException if a file is not of its form or names another class
   */
  static JsonTokenizer open(
      TokenizerFile vocabulary, TokenizerFile merges, TokenizerConfig config) {
    config.requireClass(vocabulary.path(), CLASSES);
    BytePairFiles files = new BytePairFiles(vocabulary, merges, config, DEFAULTS);
    String json = json(files, config.flag("add_prefix_space", false)).toString();
    return JsonTokenizer.open(
        new TokenizerFile(vocabulary.path(), json.getBytes(StandardCharsets.UTF_8)), config);
  }

  private static ObjectNode json(BytePairFiles files, boolean prefixSpace) {
    ObjectNode model = Json.MAPPER.createObjectNode().put("type", "BPE");
    model.set("vocab", files.vocabulary());
    model.set("merges", files.merges());
    ObjectNode root = Json.MAPPER.createObjectNode().put("version", "1.0");
    root.set("added_tokens", files.addedTokens());
    root.set("pre_tokenizer", byteLevel(prefixSpace));
    root.set("decoder", byteLevel(true));
    ObjectNode frame =
        root.putObject("post_processor")
            .put("type", "RobertaProcessing")
            .put("trim_offsets", true)
            .put("add_prefix_space", prefixSpace);
    frame.set("sep", files.named("sep_token"));
    frame.set("cls", files.named("cls_token"));
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
}
