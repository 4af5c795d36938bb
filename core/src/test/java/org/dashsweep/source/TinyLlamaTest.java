package org.dashsweep.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.dashsweep.data.commonsense.CommonsenseSource;
import org.dashsweep.data.commonsense.CommonsenseTask;
import org.dashsweep.data.commonsense.Instruction;
import org.dashsweep.data.commonsense.PredictedTokens;
import org.dashsweep.data.commonsense.Prompt;
import org.dashsweep.data.commonsense.PromptEncoder;
import org.dashsweep.model.decoder.DecoderConfig;
import org.dashsweep.model.decoder.DecoderModel;
import org.dashsweep.model.llama.LlamaConfig;
import org.dashsweep.tensor.Precision;
import org.dashsweep.tokenizer.SpecialTokens;
import org.dashsweep.tokenizer.TextTokenizer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The language model and the questions that come with the program fit each other. */
class TinyLlamaTest {
  private static final CommonsenseSource QUESTIONS = CommonsenseSource.tiny();

  /** The weights are drawn alike on every machine, or trials' ids would not be. */
  @Test
  void weightsAreDrawnAlikeEverywhere() {
    assertThat(TinyLlama.read().fingerprint())
        .isEqualTo("0f752a5a4b14bd187f81cc27681482b9fe369cd92635271a05ecc256ceda2593");
  }

  @Test
  void writtenDirectoryIsTheSameModel(@TempDir Path directory) {
    TinyLlama.write(directory.resolve("model"));
    Locations locations = Locations.of(directory.toString(), null);
    assertThat(ModelSource.read("model", locations).fingerprint())
        .isEqualTo(ModelSource.read(ModelSource.TINY_LLAMA, locations).fingerprint());
  }

  @Test
  @Tag("native")
  void weightsFitTheConfiguration() {
    ModelSource source = ModelSource.read(ModelSource.TINY_LLAMA, Locations.WORKING_DIRECTORY);
    DecoderConfig config = LlamaConfig.read("tiny-llama", source.config());
    try (DecoderModel model = DecoderModel.load(source.checkpoint(), config, Precision.FLOAT32)) {
      assertThat(model.linearLayers()).hasSize(14);
    }
    try (TextTokenizer tokenizer = source.tokenizer().open()) {
      assertThat(tokenizer.vocabularySize()).isEqualTo(config.vocabularySize());
      assertThat(tokenizer.specialTokens())
          .isEqualTo(
              new SpecialTokens(
                  OptionalInt.of(0), OptionalInt.of(1), OptionalInt.empty(), OptionalInt.empty()));
    }
  }

  @Test
  @Tag("native")
  void everyTextEncodesAndComesBack() {
    ModelSource source = ModelSource.read(ModelSource.TINY_LLAMA, Locations.WORKING_DIRECTORY);
    try (TextTokenizer tokenizer = source.tokenizer().open()) {
      for (String text :
          List.of("", " ", "naïve — ½ 日本語 🤖\u0000\t\n", "<|end_of_text", "ÿ\uFFFD")) {
        assertThat(tokenizer.decode(tokenizer.encode(text).tokenIds())).isEqualTo(text);
      }
      PromptEncoder encoder = new PromptEncoder(tokenizer);
      for (Instruction row : QUESTIONS.training(CommonsenseSource.ALL_EIGHT)) {
        int[] ids = encoder.training(row, 256, PredictedTokens.PROMPT_AND_RESPONSE).tokenIds();
        assertThat(ids).hasSizeBetween(60, 200).endsWith(1);
        assertThat(tokenizer.decode(ids)).isEqualTo(Prompt.training(row));
      }
    }
  }

  @Test
  void everySetHasItsQuestions() {
    assertThat(QUESTIONS.tasks()).containsExactly(CommonsenseTask.values());
    assertThat(QUESTIONS.trainingSets()).containsExactly(CommonsenseSource.ALL_EIGHT);
    List<Instruction> train = QUESTIONS.training(CommonsenseSource.ALL_EIGHT);
    assertThat(train).hasSize(96).doesNotHaveDuplicates();
    for (CommonsenseTask task : CommonsenseTask.values()) {
      List<Instruction> rows = QUESTIONS.evaluation(task);
      assertThat(rows).hasSize(6).doesNotContainAnyElementsOf(train);
      for (Instruction row : rows) {
        assertThat(row.options()).contains(row.answer()).isSubsetOf(task.answers());
        assertThat(task.extract(row.output())).hasValue(row.answer());
      }
    }
  }
}
