package org.dashsweep.trial.commonsense;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dashsweep.source.Locations;
import org.dashsweep.source.TinyLlama;
import org.dashsweep.space.TrialConfig;
import org.dashsweep.trial.InputProblem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CommonsensePreflightTest {
  private static final String ROW =
      """
      {"instruction": "is it?\\n\\nAnswer format: true/false", "output": "the correct answer is %1$s", "answer": "%1$s"}""";

  private final Path root;
  private final CommonsensePreflight preflight;

  CommonsensePreflightTest(@TempDir Path root) {
    this.root = root;
    this.preflight = new CommonsensePreflight(Locations.of(root.toString(), root.toString()));
  }

  @Test
  void whatIsBundledCanRun() {
    TrialConfig config = TinyCommonsense.config(TinyCommonsense.LORA_DASH);
    assertThat(preflight.problems(config)).isEmpty();
    assertThat(preflight.evaluationRows(config).floor()).isBetween(0.0, 1.0);
    assertThat(preflight.ofModel("tiny-llama")).hasSize(64);
    assertThat(preflight.expectedCoreSeconds(config)).isBetween(1.0, 60.0);
    assertThat(preflight.memory(config).base()).isBetween(500_000L, 1_000_000L);
    assertThat(preflight.memory(config).peak()).isBetween(1_000_000L, 200_000_000L);
  }

  @Test
  void whatIsMissingIsNamedWithItsPlaces() {
    TrialConfig config =
        TinyCommonsense.config(
            TinyCommonsense.LORA_DASH
                .replace("tiny-llama", "org/llama")
                .replace("data: tiny", "data: commonsense"));
    assertThat(preflight.problems(config))
        .extracting(InputProblem::parameter)
        .containsExactly("model", "data");
    assertThat(preflight.problems(config).get(0).message())
        .contains(root + "/org/llama", root + "/models--org--llama/snapshots", "--models DIR");
    assertThat(preflight.problems(config).get(1).message())
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
    assertThat(preflight.problems(TinyCommonsense.config(fixed)))
        .singleElement()
        .satisfies(
            problem ->
                assertThat(problem.message())
                    .contains("boolq/test.json", "row 1 has the answer 'maybe'"));
  }

  @Test
  void aTextThatIsTooLongIsNamedWithItsRow() throws IOException {
    String sound = ROW.formatted("true");
    String tooManyTokens = sound.replace("is it", "why ".repeat(600));
    String tooManyCharacters = sound.replace("is it", "w".repeat(100_001));
    write("commonsense/commonsense_170k.json", "[" + sound + "]");
    write("commonsense/boolq/test.json", "[" + sound + ", " + tooManyTokens + "]");
    String fixed =
        TinyCommonsense.LORA_DASH
            .replace("data: tiny", "data: commonsense")
            .replace("[boolq, piqa]", "[boolq]")
            .replace("validation-rows: 5", "validation-rows: 0\n  keep-best: false");
    assertThat(problem(fixed))
        .contains("commonsense/boolq/test.json, row 2, has ", " positions for 512 ");
    assertThat(problem(fixed.replace("evaluation-rows: 3", "evaluation-rows: 1"))).isEmpty();
    write("commonsense/boolq/test.json", "[" + sound + ", " + tooManyCharacters + "]");
    assertThat(problem(fixed))
        .contains("boolq/test.json row 2 (line ", "in 'instruction' 100029 characters; at most");
    write("commonsense/boolq/test.json", "[" + sound + "]");
    write("commonsense/commonsense_170k.json", "[" + tooManyTokens + "]");
    assertThat(problem(fixed)).as("cut to 256").isEmpty();
    assertThat(problem(fixed + "  cutoff: 600\n"))
        .contains("commonsense_170k.json, row 1, has 600 tokens", "lower cutoff");
  }

  @Test
  void biasesAreNotTrainedWhereThereAreNone() {
    String fixed =
        TinyCommonsense.LORA_DASH
            .lines()
            .filter(
                line -> !line.matches(" *(rank|alpha|directions|launch-step|adapter-dropout):.*"))
            .filter(line -> !line.contains("target-modules"))
            .collect(Collectors.joining("\n", "", "\n"));
    assertThat(problem(fixed.replace("lora-dash", "bitfit")))
        .isEqualTo(
            "bitfit finds nothing to train in this model, which has no biases; use full or lora");
    assertThat(problem(fixed.replace("lora-dash", "full"))).isEmpty();
  }

  /** Of an preflight that has seen none of the files. */
  private String problem(String fixed) {
    return new CommonsensePreflight(Locations.of(root.toString(), root.toString()))
        .problems(TinyCommonsense.config(fixed)).stream()
            .map(InputProblem::message)
            .collect(Collectors.joining("; "));
  }

  /** Of the trained rows of each set's answers, however the questions are answered. */
  @Test
  void theFloorIsThatOfTheTrainingRowsMostFrequentAnswers() throws IOException {
    write(
        "commonsense/commonsense_170k.json",
        rows("false", "false", "true", "solution2", "solution2", "solution1"));
    write("commonsense/boolq/test.json", rows("true", "true", "false"));
    write("commonsense/piqa/test.json", rows("solution2"));
    String fixed =
        TinyCommonsense.LORA_DASH
            .replace("data: tiny", "data: commonsense")
            .replace("validation-rows: 5", "validation-rows: 0\n  keep-best: false");
    TrialConfig config = TinyCommonsense.config(fixed);
    assertThat(preflight.problems(config)).isEmpty();
    assertThat(preflight.evaluationRows(config).floor())
        .isCloseTo((1 / 3.0 + 1) / 2, within(1e-12));
    TrialConfig less = TinyCommonsense.config(fixed + "  train-rows: 2\n");
    assertThat(preflight.evaluationRows(less).floor())
        .as("no row is left that says what to answer in piqa")
        .isNull();
    assertThat(preflight.evaluationRows(less).fingerprint())
        .as("the questions are the same")
        .isEqualTo(preflight.evaluationRows(config).fingerprint());
    TrialConfig fewer =
        TinyCommonsense.config(fixed.replace("evaluation-rows: 3", "evaluation-rows: 1"));
    assertThat(preflight.evaluationRows(fewer).fingerprint())
        .isNotEqualTo(preflight.evaluationRows(config).fingerprint());
    String before = preflight.ofData(config);
    write("commonsense/piqa/test.json", rows("solution1"));
    CommonsensePreflight again = new CommonsensePreflight(Locations.of(null, root.toString()));
    assertThat(again.ofData(config)).isNotEqualTo(before);
    assertThat(again.evaluationRows(config).fingerprint())
        .isNotEqualTo(preflight.evaluationRows(config).fingerprint());
  }

  private static String rows(String... answers) {
    return Stream.of(answers).map(ROW::formatted).collect(Collectors.joining(",", "[", "]"));
  }

  private void write(String file, String text) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text, StandardCharsets.UTF_8);
  }
}
