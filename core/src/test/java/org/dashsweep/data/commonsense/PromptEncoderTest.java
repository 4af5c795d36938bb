package org.dashsweep.data.commonsense;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dashsweep.tokenizer.ReferenceTokenizers.ints;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.dashsweep.model.CausalBatch;
import org.dashsweep.tokenizer.ReferenceTokenizers;
import org.dashsweep.tokenizer.TextTokenizer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("native")
class PromptEncoderTest {
  @ParameterizedTest
  @ValueSource(strings = {ReferenceTokenizers.LLAMA, ReferenceTokenizers.LLAMA3})
  void examplesAreTheAuthors(String name) throws IOException {
    JsonNode prompts = CommonsenseResources.read("prompts.json").path("prompts");
    try (TextTokenizer tokenizer = ReferenceTokenizers.open(name)) {
      PromptEncoder encoder = new PromptEncoder(tokenizer);
      int compared = 0;
      for (JsonNode expected : CommonsenseResources.read("encoded.json")) {
        if (!expected.path("tokenizer").asText().equals(name)) {
          continue;
        }
        compared++;
        Instruction row = CommonsenseResources.row(prompts.get(expected.path("prompt").asInt()));
        int[] ids = ints(expected.path("ids"));
        if (expected.path("cutoff").isNull()) {
          assertThat(encoder.evaluation(row).tokenIds()).isEqualTo(ids);
          continue;
        }
        int cutoff = expected.path("cutoff").asInt();
        PromptedExample whole = encoder.training(row, cutoff, PredictedTokens.PROMPT_AND_RESPONSE);
        assertThat(whole.tokenIds()).isEqualTo(ids);
        assertThat(whole.labels()).isEqualTo(Arrays.stream(ids).asLongStream().toArray());
        PromptedExample response = encoder.training(row, cutoff, PredictedTokens.RESPONSE);
        long[] labels = Arrays.stream(ids).asLongStream().toArray();
        Arrays.fill(labels, 0, expected.path("prompt_tokens").asInt(), CausalBatch.IGNORED);
        assertThat(response.tokenIds()).isEqualTo(ids);
        assertThat(response.labels()).isEqualTo(labels);
        for (PromptedExample example : List.of(whole, response)) {
          long[] shifted = Arrays.copyOfRange(example.labels(), 1, ids.length);
          assertThat(example.predicted())
              .isEqualTo(
                  (int) Arrays.stream(shifted).filter(id -> id != CausalBatch.IGNORED).count());
        }
      }
      assertThat(compared).isEqualTo(30);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {ReferenceTokenizers.LLAMA, ReferenceTokenizers.LLAMA3})
  void optionsAreTheResponsesOfTraining(String name) {
    try (TextTokenizer tokenizer = ReferenceTokenizers.open(name)) {
      PromptEncoder encoder = new PromptEncoder(tokenizer);
      for (CommonsenseTask task : CommonsenseTask.values()) {
        for (Instruction row : CommonsenseSource.tiny().evaluation(task)) {
          AnswerOptions options = encoder.options(task, row);
          assertThat(options.answers()).isEqualTo(row.options());
          int right = options.answers().indexOf(row.answer());
          assertThat(text(tokenizer, options, right))
              .isEqualTo(Prompt.evaluation(row) + row.output());
          Set<Integer> first = new HashSet<>();
          options.continuations().forEach(tokens -> first.add(tokens[0]));
          assertThat(first).hasSizeGreaterThan(1);
        }
      }
    }
  }

  @Test
  void questionThatDoesNotSayOffersAllOfItsTask() {
    try (TextTokenizer tokenizer = ReferenceTokenizers.open(ReferenceTokenizers.LLAMA3)) {
      AnswerOptions options =
          new PromptEncoder(tokenizer)
              .options(CommonsenseTask.PIQA, new Instruction("Which?", "", "x", "solution1"));
      assertThat(options.answers()).containsExactly("solution1", "solution2");
      assertThat(text(tokenizer, options, 1)).endsWith("the correct answer is solution2");
    }
  }

  private static String text(TextTokenizer tokenizer, AnswerOptions options, int answer) {
    return tokenizer.decode(
        IntStream.concat(
                IntStream.of(options.tokenIds()), IntStream.of(options.continuations().get(answer)))
            .toArray());
  }
}
