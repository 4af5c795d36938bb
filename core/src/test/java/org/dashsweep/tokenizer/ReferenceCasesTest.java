package org.dashsweep.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dashsweep.tokenizer.ReferenceTokenizers.ints;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ids, cuts and texts as the libraries that published checkpoints were made with have them. */
@Tag("native")
class ReferenceCasesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        ReferenceTokenizers.LLAMA,
        ReferenceTokenizers.LLAMA3,
        ReferenceTokenizers.QWEN2,
        ReferenceTokenizers.DEBERTA,
        ReferenceTokenizers.ROBERTA
      })
  void textsHaveTheirIdsAndIdsTheirTexts(String name) throws IOException {
    SoftAssertions softly = new SoftAssertions();
    try (TextTokenizer tokenizer = ReferenceTokenizers.open(name)) {
      JsonNode cases = ReferenceTokenizers.json(name, "cases.json");
      assertThat(cases).hasSizeGreaterThan(10);
      for (JsonNode each : cases) {
        EncodedText encoded = tokenizer.encode(ReferenceTokenizers.segments(each));
        softly
            .assertThat(encoded.tokenIds())
            .as("%s", each.path("text"))
            .isEqualTo(ints(each.path("ids")));
        if (each.has("decoded")) {
          softly
              .assertThat(tokenizer.decode(encoded.tokenIds()))
              .isEqualTo(each.path("decoded").asText());
        }
      }
    }
    softly.assertAll();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ReferenceTokenizers.LLAMA,
        ReferenceTokenizers.LLAMA3,
        ReferenceTokenizers.DEBERTA,
        ReferenceTokenizers.ROBERTA
      })
  void everyConfigurationAndCutIsThatOfTransformers(String name, @TempDir Path temporary)
      throws IOException {
    JsonNode reference = ReferenceTokenizers.json(name, "huggingface.json");
    SoftAssertions softly = new SoftAssertions();
    int number = 0;
    for (JsonNode variant : reference.path("tokenizers")) {
      Path directory = Files.createDirectory(temporary.resolve("variant" + number++));
      ReferenceTokenizers.copy(name, directory, variant.path("config"), variant.path("files"));
      try (TextTokenizer tokenizer = TextTokenizer.read(directory)) {
        softly.assertThat(tokenizer.vocabularySize()).isEqualTo(variant.path("vocabulary").asInt());
        JsonNode padding = variant.path("padding");
        softly
            .assertThat(tokenizer.specialTokens().padding())
            .isEqualTo(padding.isNull() ? OptionalInt.empty() : OptionalInt.of(padding.asInt()));
        for (JsonNode each : variant.path("cases")) {
          Segments text = ReferenceTokenizers.segments(each);
          JsonNode maximum = each.path("maximum");
          softly
              .assertThat(
                  maximum.isNull()
                      ? tokenizer.encode(text)
                      : tokenizer.encode(text, maximum.asInt()))
              .as("%s, %s", variant.path("config"), each)
              .isEqualTo(new EncodedText(ints(each.path("ids")), ints(each.path("segments"))));
        }
      }
    }
    softly.assertAll();
  }

  @ParameterizedTest
  @ValueSource(strings = {ReferenceTokenizers.LLAMA, ReferenceTokenizers.DEBERTA})
  void anyPiecesHaveSentencePiecesText(String name) throws IOException {
    SoftAssertions softly = new SoftAssertions();
    try (TextTokenizer tokenizer = ReferenceTokenizers.open(name)) {
      JsonNode decoded = ReferenceTokenizers.json(name, "huggingface.json").path("decoded");
      assertThat(decoded).hasSize(60);
      for (JsonNode each : decoded) {
        softly
            .assertThat(tokenizer.decode(ints(each.path("ids"))))
            .as("%s", each)
            .isEqualTo(each.path("text").asText());
      }
    }
    softly.assertAll();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ReferenceTokenizers.LLAMA,
        ReferenceTokenizers.LLAMA3,
        ReferenceTokenizers.DEBERTA,
        ReferenceTokenizers.ROBERTA
      })
  void textWithSpecialTokensEncodesToTheSameTokens(String name) throws IOException {
    try (TextTokenizer tokenizer = ReferenceTokenizers.open(name)) {
      String end =
          tokenizer.decodeWithSpecialTokens(
              new int[] {tokenizer.specialTokens().endOfSequence().orElseThrow()});
      assertThat(end).isNotBlank();
      EncodedText encoded = tokenizer.encode("the answer" + end + "is answer1");
      String text = tokenizer.decodeWithSpecialTokens(encoded.tokenIds());
      assertThat(text).contains(end);
      int[] again = tokenizer.encode(text).tokenIds();
      // What the family puts in front is there twice: as text, and put there again.
      assertThat(again).startsWith(tokenizer.specialTokens().beginOfSequence().orElseThrow());
      assertThat(again).containsSequence(encoded.tokenIds());
    }
  }
}
