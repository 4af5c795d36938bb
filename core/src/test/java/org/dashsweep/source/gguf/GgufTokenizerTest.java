package org.dashsweep.source.gguf;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.stream.IntStream;
import org.dashsweep.file.Json;
import org.dashsweep.tokenizer.TextTokenizer;
import org.dashsweep.weights.gguf.GgufMetadata;
import org.dashsweep.weights.gguf.GgufResources;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("native")
class GgufTokenizerTest {
  /** The vocabularies lack bytes, have several added tokens, and show every cut of a text. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "smollm.gguf",
        "llama-bpe.gguf",
        "sentencepiece.gguf",
        "sentencepiece-no-space.gguf"
      })
  void idsAreThoseOfLlamaCpp(String name) throws IOException {
    JsonNode cases = Json.MAPPER.readTree(GgufResources.model("ids.json").toFile());
    JsonNode texts = cases.path("texts");
    assertThat(texts.size()).isGreaterThan(300);
    GgufMetadata metadata = GgufMetadata.read(GgufResources.model(name));
    try (TextTokenizer tokenizer = GgufTokenizer.of(metadata).open()) {
      for (int i = 0; i < texts.size(); i++) {
        String text = texts.get(i).textValue();
        JsonNode ids = cases.path("ids").path(name).path(i);
        assertThat(tokenizer.encode(text).tokenIds())
            .as(text)
            .isEqualTo(IntStream.range(0, ids.size()).map(k -> ids.get(k).intValue()).toArray());
      }
    }
  }
}
