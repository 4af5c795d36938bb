package org.dashsweep.data.commonsense;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class PromptTest {
  @Test
  void promptsAreTheAuthorsToTheLastSpace() throws IOException {
    JsonNode prompts = CommonsenseResources.read("prompts.json").path("prompts");
    assertThat(prompts).hasSize(15);
    for (JsonNode prompt : prompts) {
      Instruction row = CommonsenseResources.row(prompt);
      assertThat(Prompt.training(row)).isEqualTo(prompt.path("train_prompt").asText());
      assertThat(Prompt.evaluation(row)).isEqualTo(prompt.path("eval_prompt").asText());
      assertThat(Prompt.beforeResponse(row) + row.output()).isEqualTo(Prompt.training(row));
    }
  }

  @Test
  void questionsSayWhatAnswersTheyOffer() throws IOException {
    Instruction row =
        CommonsenseResources.row(CommonsenseResources.read("prompts.json").path("prompts").get(0));
    assertThat(row.options()).containsExactly("answer1", "answer2", "answer3", "answer4");
    assertThat(new Instruction("Add.", "1 2", "3", "").options()).isEmpty();
  }
}
