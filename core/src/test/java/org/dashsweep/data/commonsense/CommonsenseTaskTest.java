package org.dashsweep.data.commonsense;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

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

  @Test
  void tasksAreNamedAsTheirFolders() {
    assertThat(CommonsenseTask.named("ARC-Easy")).hasValue(CommonsenseTask.ARC_EASY);
    assertThat(CommonsenseTask.named("arc-easy")).isEmpty();
  }
}
