package org.dashsweep.trial.commonsense;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.dashsweep.checkpoint.TinyLlama;
import org.dashsweep.sweep.Cell;
import org.dashsweep.trial.InputProblem;
import org.dashsweep.trial.Locations;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CommonsenseOutlookTest {
  private static final String ROW =
      """
      {"instruction": "is it?\\n\\nAnswer format: true/false", "output": "the correct answer is %1$s", "answer": "%1$s"}""";

  private final Path root;
  private final CommonsenseOutlook outlook;

  CommonsenseOutlookTest(@TempDir Path root) {
    this.root = root;
    this.outlook = new CommonsenseOutlook(Locations.of(root.toString(), root.toString()));
  }

  @Test
  void whatIsBundledCanRun() {
    Cell cell = TinyCommonsense.cell(TinyCommonsense.LORA_DASH);
    assertThat(outlook.problems(cell)).isEmpty();
    // Of the first 3 questions each: 2 of 3 answers are equal, in both sets or in one of them.
    assertThat(outlook.floor(cell)).isBetween(1 / 3.0, 1.0);
    assertThat(outlook.ofModel("tiny-llama")).hasSize(64);
    assertThat(outlook.expectedCoreSeconds(cell)).isBetween(1.0, 60.0);
    assertThat(outlook.memory(cell).base()).isBetween(500_000L, 1_000_000L);
    assertThat(outlook.memory(cell).peak()).isBetween(1_000_000L, 200_000_000L);
  }

  @Test
  void whatIsMissingIsNamedWithItsPlaces() {
    Cell cell =
        TinyCommonsense.cell(
            TinyCommonsense.LORA_DASH
                .replace("tiny-llama", "org/llama")
                .replace("data: tiny", "data: commonsense"));
    assertThat(outlook.problems(cell))
        .extracting(InputProblem::parameter)
        .containsExactly("model", "data");
    assertThat(outlook.problems(cell).get(0).message())
        .contains(root + "/org/llama", root + "/models--org--llama/snapshots", "--models DIR");
    assertThat(outlook.problems(cell).get(1).message())
        .contains(root + "/commonsense", "--data DIR");
  }

  @Test
  void filesAreReadBeforeTheyAreNeeded() throws IOException {
    write("commonsense/commonsense_170k.json", "[" + ROW.formatted("true") + "]");
    write("commonsense/boolq/test.json", "[" + ROW.formatted("maybe") + "]");
    TinyLlama.write(root.resolve("llama"));
    String fixed =
        TinyCommonsense.LORA_DASH
            .replace("tiny-llama", "llama")
            .replace("data: tiny", "data: commonsense")
            .replace("[boolq, piqa]", "[boolq]");
    assertThat(outlook.problems(TinyCommonsense.cell(fixed)))
        .singleElement()
        .satisfies(
            problem ->
                assertThat(problem.message())
                    .contains("boolq/test.json", "row 1 has the answer 'maybe'"));
  }

  @Test
  void theFloorIsTheMeanOfTheSetsMostFrequentAnswers() throws IOException {
    write("commonsense/commonsense_170k.json", "[" + ROW.formatted("true") + "]");
    write(
        "commonsense/boolq/test.json",
        "[%s, %s, %s]"
            .formatted(ROW.formatted("true"), ROW.formatted("false"), ROW.formatted("true")));
    write("commonsense/piqa/test.json", "[" + ROW.formatted("solution1") + "]");
    Cell cell =
        TinyCommonsense.cell(TinyCommonsense.LORA_DASH.replace("data: tiny", "data: commonsense"));
    assertThat(outlook.problems(cell)).isEmpty();
    assertThat(outlook.floor(cell)).isCloseTo((2 / 3.0 + 1) / 2, within(1e-12));
    String before = outlook.ofData(cell);
    write("commonsense/piqa/test.json", "[" + ROW.formatted("solution2") + "]");
    assertThat(new CommonsenseOutlook(Locations.of(null, root.toString())).ofData(cell))
        .isNotEqualTo(before);
  }

  private void write(String file, String text) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text, StandardCharsets.UTF_8);
  }
}
