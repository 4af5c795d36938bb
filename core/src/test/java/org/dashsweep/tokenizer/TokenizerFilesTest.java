package org.dashsweep.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenizerFilesTest {
  private static void llama(Path directory) throws IOException {
    Files.copy(
        ReferenceTokenizers.directory(ReferenceTokenizers.LLAMA).resolve("tokenizer.model"),
        directory.resolve("tokenizer.model"));
  }

  @Test
  void directoryWithoutATokenizerIsNamed(@TempDir Path directory) {
    assertThatThrownBy(() -> TokenizerFiles.read(directory))
        .isInstanceOf(TokenizerException.class)
        .hasMessage(
            directory
                + " holds no tokenizer: none of tokenizer.json, tokenizer.model, spm.model is there");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tokenizer_config.json | [1] | is not a JSON object",
        "tokenizer_config.json | {\"a\": | is not valid JSON (line 1, column 6): Unexpected end-of-input",
        "special_tokens_map.json | 3 | is not a JSON object",
        "added_tokens.json | {\"<x>\": -1} | must give the token '<x>' an id from 0 to 99999999: -1",
        "added_tokens.json | {\"<x>\": 4000000000} | must give the token '<x>' an id from 0 to 99999999: 4000000000",
        "tokenizer_config.json | {\"added_tokens_decoder\": {\"7\": {}}} | has no text for the added token 7",
        "tokenizer_config.json | {\"legacy\": \"no\"} | must say true or false for legacy: \"no\"",
      })
  void companionThatIsNotUsableIsNamed(
      String file, String content, String problem, @TempDir Path directory) throws IOException {
    llama(directory);
    Files.writeString(directory.resolve(file), content);
    assertThatThrownBy(() -> TextTokenizer.read(directory))
        .isInstanceOf(TokenizerException.class)
        .hasMessageStartingWith(directory.resolve(file) + " " + problem);
  }

  @Test
  void modelOfAnotherFamilyIsRefused(@TempDir Path directory) throws IOException {
    llama(directory);
    Files.writeString(
        directory.resolve("tokenizer_config.json"), "{\"tokenizer_class\": \"GemmaTokenizer\"}");
    assertThatThrownBy(() -> TextTokenizer.read(directory))
        .isInstanceOf(TokenizerException.class)
        .hasMessage(
            directory.resolve("tokenizer.model")
                + " is read for LLaMATokenizer, LlamaTokenizer, LlamaTokenizerFast only, but "
                + directory.resolve("tokenizer_config.json")
                + " names GemmaTokenizer; save the tokenizer as tokenizer.json");
  }

  @Test
  void fingerprintIsThatOfAllFiles(@TempDir Path directory) throws IOException {
    llama(directory);
    String without = TokenizerFiles.read(directory).fingerprint();
    assertThat(without).matches("[0-9a-f]{64}");
    Files.writeString(directory.resolve("tokenizer_config.json"), "{}");
    String with = TokenizerFiles.read(directory).fingerprint();
    assertThat(with).isNotEqualTo(without);
    Files.writeString(directory.resolve("README.md"), "other files do not count");
    assertThat(TokenizerFiles.read(directory).fingerprint()).isEqualTo(with);
  }
}
