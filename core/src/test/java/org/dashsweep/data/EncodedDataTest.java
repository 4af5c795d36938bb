package org.dashsweep.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.dashsweep.source.PublishedBert;
import org.dashsweep.tokenizer.EncodedText;
import org.dashsweep.tokenizer.TextTokenizer;
import org.dashsweep.tokenizer.TokenizerFiles;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("native")
class EncodedDataTest {
  private static final LabelledData DATA =
      LabelledData.classification(
          "greetings",
          List.of("short", "long"),
          List.of(
              new Example("a", "hello", null, new Label.OfClass(0)),
              new Example("b", "hello world", null, new Label.OfClass(1))),
          List.of(new Example("c", "world", null, new Label.OfClass(0))));

  @Test
  void examplesKeepOrderIdentityAndLabel() throws IOException {
    try (TextTokenizer tokenizer =
        TokenizerFiles.ofJson("minilm", PublishedBert.MINILM.tokenizer()).open()) {
      EncodedData encoded = EncodedData.encode(DATA, tokenizer, 16);
      assertThat(encoded.name()).isEqualTo("greetings");
      assertThat(encoded.labels()).isEqualTo(new Labels.Classes(List.of("short", "long")));
      assertThat(encoded.metrics().judge()).isEqualTo(TaskMetric.ACCURACY);
      assertThat(encoded.train())
          .containsExactly(
              new EncodedExample("a", text(101, 7592, 102), new Label.OfClass(0)),
              new EncodedExample("b", text(101, 7592, 2088, 102), new Label.OfClass(1)));
      assertThat(encoded.evaluation())
          .containsExactly(
              new EvaluationSet<>(
                  "evaluation",
                  List.of(new EncodedExample("c", text(101, 2088, 102), new Label.OfClass(0)))));
      assertThat(encoded.evaluationExamples()).isEqualTo(1);
      assertThat(EncodedData.lengths(encoded.train())).containsExactly(3, 4);
      assertThat(EncodedData.encode(DATA, tokenizer, 16)).isEqualTo(encoded);
    }
  }

  private static EncodedText text(int... tokenIds) {
    return new EncodedText(tokenIds, new int[tokenIds.length]);
  }
}
