package org.dashsweep.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Settings by which transformers 4.57 or 5.24 gives other ids are followed or refused; a pair of a
 * {@code tokenizer.json} and another configuration is refused.
 */
@Tag("native")
final class TokenizerSettingsTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String TEXT = "Hello  World, na\u00efve \u00e9  ";

  /** A BERT tokenizer of a few words. */
  private static final String BERT =
      """
      {"normalizer": {"type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true,
         "strip_accents": null, "lowercase": true},
       "pre_tokenizer": {"type": "BertPreTokenizer"},
       "added_tokens": [{"id": 0, "content": "[UNK]", "single_word": false, "lstrip": false,
         "rstrip": false, "normalized": false, "special": true}],
       "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
         "max_input_chars_per_word": 100, "vocab": {"[UNK]": 0, "hello": 1}}}
      """;

  private final Path folder;

  TokenizerSettingsTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "llama3-bpe|{'truncation_side': 'left'}|truncation_side is \"left\"; texts are cut at their",
        "llama-sentencepiece|{'truncation_side': 'left'}|truncation_side is \"left\"",
        "deberta-v3-sentencepiece|{'truncation_side': 'left'}|truncation_side is \"left\"",
        "llama3-bpe|{'split_special_tokens': true}|split_special_tokens is true, which is not",
        "llama-sentencepiece|{'split_special_tokens': true}|split_special_tokens is true",
        "deberta-v3-sentencepiece|{'split_special_tokens': true}|split_special_tokens is true",
        "llama-sentencepiece|{'sp_model_kwargs': {'enable_sampling': true}}|sp_model_kwargs is not",
        "llama-sentencepiece|{'add_prefix_space': false}|add_prefix_space is false, which is not",
        "llama3-bpe|{'add_prefix_space': true}|add_prefix_space says true, but pre_tokenizer of ",
        "llama3-bpe|{'fix_mistral_regex': true}|fix_mistral_regex is true, which is not supported",
        "llama3-bpe|{'pad_token': '<pad>'}|pad_token names the token '<pad>', which is not among",
        "llama3-bpe|{'additional_special_tokens': ['<x>']}|additional_special_tokens names the tok",
        "llama3-bpe|{'extra_special_tokens': {'a': '<x>'}}|extra_special_tokens names the token '<",
        "llama3-bpe|{'added_tokens_decoder': {'9': {'content': '<x>'}}}|added_tokens_decoder gives",
        "llama3-bpe|{'tokenizer_class': 'LlamaTokenizerFast', 'add_bos_token': false}|add_bos_token",
        "llama3-bpe|{'tokenizer_class': 'LlamaTokenizerFast', 'add_eos_token': true}|add_eos_token",
      })
  void whatWouldChangeIdsIsRefused(String tokenizer, String settings, String problem)
      throws IOException {
    copy(tokenizer, settings);
    assertThatThrownBy(() -> TextTokenizer.read(folder))
        .isInstanceOf(TokenizerException.class)
        .hasMessageStartingWith(
            folder.resolve("tokenizer_config.json") + " is not usable: " + problem);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "llama3-bpe|{'truncation_side': 'right', 'padding_side': 'left', 'model_max_length': 6}",
        "llama3-bpe|{'add_prefix_space': false, 'add_bos_token': false, 'legacy': false}",
        "llama3-bpe|{'tokenizer_class': 'LlamaTokenizerFast', 'add_bos_token': true}",
        "llama3-bpe|{'clean_up_tokenization_spaces': true, 'extra_special_tokens': {}}",
        "llama-sentencepiece|{'add_prefix_space': null, 'padding_side': 'left', 'do_lower_case': true}",
        "llama-sentencepiece|{'split_special_tokens': false, 'sp_model_kwargs': {}}",
        "deberta-v3-sentencepiece|{'add_prefix_space': false, 'model_max_length': 6, 'keep_accents': true}"
      })
  void whatChangesNoIdsIsNotMinded(String tokenizer, String settings) throws IOException {
    copy(tokenizer, settings);
    try (TextTokenizer one = TextTokenizer.read(folder);
        TextTokenizer other = ReferenceTokenizers.open(tokenizer)) {
      assertThat(one.encode(TEXT).tokenIds()).isEqualTo(other.encode(TEXT).tokenIds());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'do_lower_case': false}",
        "{'strip_accents': false}",
        "{'tokenize_chinese_chars': false}",
        "{'split_by_punct': true}"
      })
  void aBertsNormalizerIsTheOneOfItsFile(String settings) throws IOException {
    bert(BERT, settings);
    assertThatThrownBy(() -> TextTokenizer.read(folder))
        .isInstanceOf(TokenizerException.class)
        .hasMessageContainingAll(
            "tokenizer_config.json is not usable",
            JSON.readTree(settings.replace('\'', '"')).fieldNames().next(),
            "save both files together");

    String generic = settings.replace("}", ", 'tokenizer_class': 'PreTrainedTokenizerFast'}");
    bert(BERT, generic);
    assertThatCode(() -> TextTokenizer.read(folder).close()).doesNotThrowAnyException();
    bert(BERT, "{'do_lower_case': true, 'strip_accents': true, 'tokenize_chinese_chars': true}");
    assertThatCode(() -> TextTokenizer.read(folder).close()).doesNotThrowAnyException();
  }

  @Test
  void whatTheFileItselfAsksForIsRefusedToo() throws IOException {
    bert(
        BERT.replace(
            "{\"normalizer\"", "{\"truncation\": {\"direction\": \"Left\"}, \"normalizer\""),
        "{}");
    assertThatThrownBy(() -> TextTokenizer.read(folder))
        .hasMessageStartingWith(
            folder.resolve("tokenizer.json") + " asks for truncation.direction Left");
    bert(BERT.replace("\"unk_token\"", "\"dropout\": 0.1, \"unk_token\""), "{}");
    assertThatThrownBy(() -> TextTokenizer.read(folder))
        .hasMessageStartingWith(folder.resolve("tokenizer.json") + " asks for model.dropout");
  }

  /** The ids are those of transformers 5.24. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'extra_special_tokens': ['World']}",
        "{'extra_special_tokens': {'x': 'World'}}",
        "{'additional_special_tokens': ['World']}"
      })
  void specialTokensOfEitherKeyAreTokens(String settings) throws IOException {
    copy(ReferenceTokenizers.DEBERTA, settings);
    try (TextTokenizer tokenizer = TextTokenizer.read(folder)) {
      assertThat(tokenizer.encode("Hello  World, a").tokenIds())
          .containsSequence(234, 128, 45, 40, 1501, 34, 24);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tokenizer.json", "tokenizer_config.json", "special_tokens_map.json"})
  void aGitLfsPointerIsNamed(String file) throws IOException {
    copy(ReferenceTokenizers.LLAMA3, "{}");
    assertPointerIsNamed(file);
  }

  @Test
  void aGitLfsPointerOfASentencePieceModelIsNamed() throws IOException {
    copy(ReferenceTokenizers.LLAMA, "{}");
    assertPointerIsNamed("tokenizer.model");
    Files.delete(folder.resolve("tokenizer.model"));
    assertPointerIsNamed("spm.model");
  }

  private void assertPointerIsNamed(String file) throws IOException {
    Files.writeString(
        folder.resolve(file),
        "version https://git-lfs.github.com/spec/v1\noid sha256:ab\nsize 9\n");
    assertThatThrownBy(() -> TextTokenizer.read(folder))
        .isInstanceOf(TokenizerException.class)
        .hasMessageStartingWith(folder.resolve(file) + " is a Git LFS pointer");
  }

  private void bert(String tokenizer, String settings) throws IOException {
    Files.writeString(folder.resolve("tokenizer.json"), tokenizer);
    Files.writeString(folder.resolve("tokenizer_config.json"), settings.replace('\'', '"'));
  }

  private void copy(String tokenizer, String settings) throws IOException {
    JsonNode configuration = JSON.readTree(settings.replace('\'', '"'));
    ReferenceTokenizers.copy(tokenizer, folder, configuration, JSON.createObjectNode());
  }
}
