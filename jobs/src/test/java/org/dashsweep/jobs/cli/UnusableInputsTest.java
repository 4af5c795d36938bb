package org.dashsweep.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import org.dashsweep.source.TinyLlama;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Models and data that no trial can use: {@code plan} finds them, and {@code run} starts nothing.
 */
@Tag("native")
final class UnusableInputsTest {
  private static final String LFS_POINTER =
      "version https://git-lfs.github.com/spec/v1\noid sha256:%s\nsize 499723\n"
          .formatted("a".repeat(64));

  private static final String COMMONSENSE =
      """
      name: s
      experiment: commonsense
      fixed: {model: llama, data: %s, train-set: %s, data-sets: [boolq], method: lora, rank: 2,
        cutoff: %d, train-on-inputs: false, optimizer-steps: 2, batch-size: 4, learning-rate: 1e-3,
        validation-rows: 0, evaluate-every: 0, keep-best: false, beams: 1, max-new-tokens: 2}
      """;

  private final Path directory;

  UnusableInputsTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @BeforeEach
  void write() {
    TinyLlama.write(directory.resolve("llama"));
  }

  /** One label of the second task is none: the first task's cells stay. */
  @Test
  void oneBadRowIsAProblemOfItsCellsAlone() throws IOException {
    String rte = "index\tsentence1\tsentence2\tlabel\n0\tIt rains.\tIt is wet.\tentailment\n";
    write("glue/CoLA/train.tsv", "own\t1\t\tIt rains.\nown\t0\t\tRains it it.\n");
    write("glue/CoLA/dev.tsv", "own\t1\t\tIt snows.\n");
    write("glue/RTE/train.tsv", rte + "1\tIt rains.\tIt is dry.\thidden\n");
    write("glue/RTE/dev.tsv", rte);
    Path sweep =
        write(
            "s.yaml",
            """
            name: one-bad-task
            fixed: {model: minilm, data: glue, method: lora, batch-size: 2, optimizer-steps: 2,
              learning-rate: 1e-3}
            grid: {task: [cola, rte], rank: [2, 4]}
            """);
    Console plan = plan(sweep);
    assertThat(plan.exitCode()).isEqualTo(2);
    assertThat(plan.out())
        .contains("cells  4", "2 cells cannot run here:")
        .containsOnlyOnce(
            directory
                + "/glue/RTE/train.tsv, line 3, has an unknown label 'hidden' in column 'label': it"
                + " must be one of entailment, not_entailment")
        .contains("    2 cells  lora, task rte: rank 2, 4\n")
        .contains("\n  2 trials  lora, task cola: rank 2, 4\n");
    assertRefused(sweep, "line 3, has an unknown label 'hidden'");
  }

  @Test
  void promptsThatFillTheCutoffAreFoundBeforeAnyTraining() throws IOException {
    String row =
        """
        {"instruction": "is one larger than two?\\n\\nAnswer format: true/false", "input": "",
          "output": "the correct answer is false", "answer": "false"}""";
    String rows = String.join(",\n", Collections.nCopies(8, row));
    write("commonsense/boolq/train.json", "[" + rows + "]");
    write("commonsense/boolq/test.json", "[" + row + "]");
    assertUnusable(
        COMMONSENSE.formatted("commonsense", "boolq", 32),
        "none of the training examples predicts a token: their prompts alone reach the cutoff of 32"
            + " tokens");
  }

  /** Memory and cost follow the configuration; a run needs the rest. */
  @Test
  void aPlanNeedsNoWeights() throws IOException {
    Files.delete(directory.resolve("llama/model.safetensors"));
    Files.delete(directory.resolve("llama/tokenizer.json"));
    Path sweep = write("s.yaml", COMMONSENSE.formatted("tiny", "commonsense_170k", 256));
    Console plan = plan(sweep);
    assertThat(plan.exitCode()).isZero();
    assertThat(plan.out())
        .contains("  to do  1\n  cost   about ")
        .contains("1 cell can run once weights are there:\n", "/llama holds no weights: none of ")
        .contains("GiB at most", "llama, lora, rank 2, float32 ")
        .doesNotContain("cannot run");
    assertRefused(sweep, "/llama holds no weights: none of ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"model.safetensors", "tokenizer.json", "config.json"})
  void aFileThatIsAPointerIsNamed(String file) throws IOException {
    write("llama/" + file, LFS_POINTER);
    assertUnusable(
        COMMONSENSE.formatted("tiny", "commonsense_170k", 256), directory + "/llama/" + file + " ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"target-modules: [query]", "method: lora-dash, directions: 33"})
  void aMethodThatDoesNotFitTheModelIsNamed(String setting) throws IOException {
    String fixed = COMMONSENSE.formatted("tiny", "commonsense_170k", 256);
    assertUnusable(
        setting.startsWith("method")
            ? fixed.replace("method: lora,", "launch-step: 1, " + setting + ",")
            : fixed.replace("rank: 2,", "rank: 2, " + setting + ","),
        setting.startsWith("method")
            ? "method: lora-dash: directions must be at most 32, the number of singular directions"
            : "method: lora: target-modules names query, which the model does not have");
  }

  private void assertUnusable(String text, String message) throws IOException {
    Path sweep = write("s.yaml", text);
    Console plan = plan(sweep);
    assertThat(plan.exitCode()).isEqualTo(2);
    assertThat(plan.out()).contains("1 cell cannot run here:", message);
    assertRefused(sweep, message);
  }

  private void assertRefused(Path sweep, String message) {
    Path out = directory.resolve("out");
    Console run = console("run", sweep.toString(), "--out", out.toString());
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains(message, "1 input cannot be used");
    assertThat(out).doesNotExist();
  }

  private Console plan(Path sweep) {
    return console("plan", sweep.toString());
  }

  /** Whatever is wrong: no record and no object is shown as Java shows it. */
  private Console console(String command, String... further) {
    String[] arguments = new String[further.length + 5];
    arguments[0] = command;
    System.arraycopy(further, 0, arguments, 1, further.length);
    arguments[further.length + 1] = "--models";
    arguments[further.length + 2] = directory.toString();
    arguments[further.length + 3] = "--data";
    arguments[further.length + 4] = directory.toString();
    Console console = Console.ofStandard(arguments);
    assertThat(console.out() + console.err())
        .doesNotContainPattern("[A-Z]\\w*\\[\\w+=")
        .doesNotContainPattern("@[0-9a-f]{5,}")
        .doesNotContain("\tat ");
    return console;
  }

  private Path write(String file, String text) throws IOException {
    Path path = directory.resolve(file);
    Files.createDirectories(path.getParent());
    return Files.writeString(path, text);
  }
}
