package org.dashsweep.data.commonsense;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommonsenseTaskTest {
  @Test
  void answersAreFoundWhereTheAuthorsFindThem() throws IOException {
    JsonNode cases = CommonsenseResources.read("prompts.json").path("extraction");
    Set<CommonsenseTask> seen = new HashSet<>();
    for (JsonNode each : cases) {
      CommonsenseTask task = CommonsenseTask.named(each.path("dataset").asText()).orElseThrow();
      seen.add(task);
      assertThat(task.extract(each.path("text").asText()).orElse(""))
          .as("%s", each)
          .isEqualTo(each.path("answer").asText());
    }
    assertThat(seen).containsExactlyInAnyOrder(CommonsenseTask.values());
  }

  /** As the authors' {@code output.split("### Response:")[-1]} does with prompt and text. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "the correct answer is true ### Response: false               | false",
        "true ### Response: false ### Response: is it true or false?   | true",
        "the correct answer is true ### Response: I do not know       | ''",
        "the correct answer is true ### Response:                     | ''",
        "the correct answer is true ### Instruction: is it false?     | true",
        "### Response is false ###Response: true                      | false",
      })
  void theLastResponseCounts(String text, String answer) {
    assertThat(CommonsenseTask.BOOLQ.extract(text).orElse("")).isEqualTo(answer);
  }

  /** The prompt's own heading is the last one if the model writes none. */
  @Test
  void anAnswerIsTheSameWithItsPrompt() {
    Instruction row = new Instruction("Is it true or false?", "", "", "");
    for (String text : List.of("it is false", "it is true\n### Response:\n  false")) {
      assertThat(CommonsenseTask.BOOLQ.extract(Prompt.evaluation(row) + text))
          .isEqualTo(CommonsenseTask.BOOLQ.extract(text))
          .hasValue("false");
    }
  }

  @Test
  void tasksAreNamedAsTheirFolders() {
    assertThat(CommonsenseTask.named("ARC-Easy")).hasValue(CommonsenseTask.ARC_EASY);
    assertThat(CommonsenseTask.named("arc-easy")).isEmpty();
  }
}
