package org.dashsweep.trial.commonsense;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.dashsweep.source.Locations;
import org.dashsweep.space.TrialConfig;
import org.dashsweep.sweep.file.SpecificationException;
import org.dashsweep.sweep.file.SweepSpecification;
import org.dashsweep.trial.InputProblem;
import org.dashsweep.trial.TrialListener;
import org.dashsweep.trial.TrialResult;
import org.dashsweep.trial.catalogue.Experiments;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sets of questions that a sweep file describes. */
@Tag("native")
final class OwnQuestionsTest {
  private static final String HEAD = "name: own\nexperiment: commonsense\n";
  private static final String TRAINED =
      """
      fixed:
        model: tiny-llama
        method: lora
        rank: 2
        learning-rate: 1e-2
        optimizer-steps: 3
        batch-size: 2
        validation-rows: 0
        evaluate-every: 0
        keep-best: false
        beams: 1
        max-new-tokens: 6
        train-set: mine
        data-sets: [mine]
      """;
  private static final String MINE =
      """
      question-sets:
        mine:
          train: train.csv
          evaluation: test.csv
          options: [red, green]
          response: "it is {answer}"
          prompt: "Q: {instruction}\\nA: "
      """;
  private static final String ROWS =
      "instruction,answer\nWhat colour is grass?,green\nAnd blood?,red\nA leaf?,green\n";

  private final Path folder;

  OwnQuestionsTest(@TempDir Path folder) throws IOException {
    this.folder = folder;
    Files.writeString(folder.resolve("train.csv"), ROWS);
    Files.writeString(folder.resolve("test.csv"), ROWS);
  }

  private Locations here() {
    return Locations.WORKING_DIRECTORY.beside(folder.resolve("own.yaml"));
  }

  private static TrialConfig config(String yaml) {
    List<TrialConfig> cells =
        SweepSpecification.parse("own.yaml", yaml, Experiments.searchSpaces()).expand();
    assertThat(cells).hasSize(1);
    return cells.get(0);
  }

  private List<String> problems(String yaml) {
    return new CommonsensePreflight(here())
        .problems(config(yaml)).stream().map(InputProblem::toString).toList();
  }

  private TrialResult run(String yaml) {
    try (CommonsenseTrialRunner runner = new CommonsenseTrialRunner(here())) {
      return runner.run(TinyCommonsense.request(config(yaml), null), TrialListener.NONE);
    }
  }

  @Test
  void aSetRunsUnderItsOwnName() {
    String yaml =
        HEAD
            + MINE
            + TRAINED.replace("  beams: 1", "  beams: 1\n  scorers: [generation, likelihood]");
    assertThat(problems(yaml)).isEmpty();
    TrialResult result = run(yaml);
    assertThat(result.steps()).hasSize(3);
    assertThat(result.evaluations())
        .extracting(row -> row.dataset() + " " + row.split() + " " + row.metric())
        .containsExactly("mine test accuracy", "mine test accuracy-by-likelihood");
    assertThat(result.summary().score().primaryDataset()).isEqualTo("mine");
    assertThat(result.predictions()).hasSize(6);
    assertThat(result.predictions())
        .extracting(TrialResult.Prediction::label)
        .containsExactly("green", "red", "green", "green", "red", "green");
    assertThat(result.predictions().subList(3, 6))
        .allSatisfy(
            row -> {
              assertThat(row.prediction()).isIn("red", "green");
              assertThat(row.logits()).hasSize(2);
            });
    CommonsenseRescoring again = new CommonsenseRescoring(config(yaml));
    assertThat(result.predictions().stream().map(again::read).toList())
        .isEqualTo(result.predictions());
    assertThat(again.evaluations(result.predictions(), 3)).isEqualTo(result.evaluations());
    // Two of three training answers are green.
    assertThat(new CommonsensePreflight(here()).evaluationRows(config(yaml)).floor())
        .isEqualTo(2 / 3.0);
  }

  /** The bundled rows of a built-in set, described: prompts and answers are the same. */
  @Test
  void aBuiltInSetDescribedGivesTheSame() throws IOException {
    Path boolq = Files.createDirectories(folder.resolve("built-in/boolq"));
    byte[] rows =
        Objects.requireNonNull(
                getClass()
                    .getResourceAsStream("/org/dashsweep/data/commonsense/tiny/boolq/test.json"))
            .readAllBytes();
    for (Path file :
        List.of(
            boolq.resolve("train.json"),
            boolq.resolve("test.json"),
            folder.resolve("a.json"),
            folder.resolve("b.json"))) {
      Files.write(file, rows);
    }
    String common =
        TRAINED.replace("  beams: 1", "  beams: 1\n  scorers: [generation, likelihood]");
    TrialResult own =
        run(
            HEAD
                + """
                question-sets:
                  mine:
                    train: a.json
                    evaluation: b.json
                    input: input
                    output: output
                    options: ["true", "false"]
                    response: "the correct answer is {answer}"
                """
                + common);
    TrialResult builtIn =
        run(
            HEAD
                + common
                    .replace(
                        "train-set: mine",
                        "train-set: boolq\n  data: " + folder.resolve("built-in"))
                    .replace("[mine]", "[boolq]"));
    assertThat(own.steps())
        .extracting(TrialResult.Step::loss)
        .isEqualTo(builtIn.steps().stream().map(TrialResult.Step::loss).toList());
    assertThat(own.predictions())
        .extracting(row -> row.scorer() + row.text() + row.logits())
        .isEqualTo(
            builtIn.predictions().stream()
                .map(row -> row.scorer() + row.text() + row.logits())
                .toList());
  }

  @Test
  void ownAndBuiltInSetsStandSideBySide() {
    String yaml =
        HEAD
            + MINE
            + TRAINED
                .replace("[mine]", "[piqa, mine]")
                .replace("  beams: 1", "  beams: 1\n  data: tiny\n  evaluation-rows: 2");
    assertThat(run(yaml).evaluations())
        .extracting(TrialResult.Evaluation::dataset)
        .containsExactly("piqa", "mine", "commonsense-average");
    assertThatThrownBy(() -> config(yaml.replace("  data: tiny\n", "")))
        .isInstanceOf(SpecificationException.class)
        .hasMessageContaining("fixed.data-sets: data must be given where data-sets or train-set");
  }

  @Test
  void aShareCanBeHeldOutAndFilesBeJoined() throws IOException {
    StringBuilder rows = new StringBuilder("instruction\tanswer\n");
    for (int i = 0; i < 40; i++) {
      rows.append("Question ").append(i).append(i % 2 == 0 ? "?\tred\n" : "?\tgreen\n");
    }
    Files.writeString(folder.resolve("more.tsv"), rows.toString());
    String yaml =
        HEAD
            + MINE.replace("train: train.csv", "train: {one: train.csv, two: more.tsv}")
                .replace("evaluation: test.csv", "hold-out: 0.25")
            + TRAINED;
    CommonsenseInputs inputs = new CommonsenseInputs(new CommonsenseSettings(config(yaml)), here());
    int trained = inputs.training(row -> {});
    int asked = inputs.evaluation(inputs.settings().dataSets().get(0)).size();
    assertThat(trained + asked).isEqualTo(43);
    assertThat(asked).isBetween(5, 16);
    String before = inputs.fingerprint();
    Files.writeString(folder.resolve("more.tsv"), "instruction\tanswer\nOther?\tred\n");
    assertThat(inputs.fingerprint()).isNotEqualTo(before);
  }

  @Test
  void aPatternOrExactTextNeedsGeneration() {
    String pattern =
        HEAD + MINE.replace("options: [red, green]", "pattern: \"it is (\\\\w+)\"") + TRAINED;
    assertThat(problems(pattern)).isEmpty();
    assertThat(new CommonsensePreflight(here()).evaluationRows(config(pattern)).floor())
        .isEqualTo(2 / 3.0);
    assertThat(problems(pattern.replace("  beams: 1", "  beams: 1\n  scorers: [likelihood]")))
        .containsExactly(
            "scorers: likelihood: question set mine has no options to compare: give it options, or leave the scorer out");
    assertThat(run(pattern.replace("pattern: \"it is (\\\\w+)\"", "exact: squad")).predictions())
        .hasSize(3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "options: [red, green]     | options: [red, red]     | 7:20: question-sets.mine.options[1]: stands in the list twice: red",
        "options: [red, green]     | options: [red]          | names one answer only: red; add the others",
        "options: [red, green]     | exact: loosely          | must be one of [trimmed, case-folded, squad]: loosely",
        "'    options: [red, green]\n' | ''                 | question-sets.mine: does not say what an answer is; add options",
        "options: [red, green]     | 'pattern: \"[a\"'      | question-sets.mine.pattern: is no regular expression: [a (Unclosed character class at character 2)",
        "options: [red, green]     | 'pattern: \"[a-z]+\"'  | question-sets.mine.pattern: has no group: [a-z]+; put the part",
        "{instruction}             | it                      | question-sets.mine.prompt: has no {instruction}; write it where",
        "{instruction}             | {instruction} {choice}  | has an unknown placeholder {choice}; use {instruction} and {input}",
        "{instruction}             | {instruction} {input}   | question-sets.mine.prompt: has {input} without a column; add input",
        "it is {answer}            | it is so                | question-sets.mine.response: has no {answer}: it is so; write it",
        "evaluation: test.csv      | evaluation: train.csv   | is the location of the training rows; name other rows",
        "'  mine:'                 | '  boolq:'              | question-sets.boolq: is the name of a built-in one; give it another name",
      })
  void aDescriptionsFaultsHaveLineAndRemedy(String sound, String faulty, String message) {
    String yaml = HEAD + MINE.replace(sound.replace("\\n", "\n"), faulty) + TRAINED;
    assertThatThrownBy(() -> config(yaml))
        .isInstanceOf(SpecificationException.class)
        .hasMessageContaining("own.yaml:")
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "And blood?,red | ,red              | line 3, has no instruction in column 'instruction'; fill it in, or remove the row",
        "And blood?,red | And blood?,rde    | line 3, has in column 'answer' the answer 'rde', which is none of options; did you mean red?",
        "And blood?,red | And blood?,       | line 3, has no answer in column 'answer'; fill it in, or remove the row",
        "And blood?,red | And blood?        | line 3, has 1 field where the header has 2",
        "'instruction,'  | 'question,'      | has no column 'instruction', only [question, answer]",
      })
  void aRowsFaultsHaveFileAndLine(String sound, String faulty, String message) throws IOException {
    for (String file : List.of("train.csv", "test.csv")) {
      Files.writeString(folder.resolve(file), ROWS.replace(sound, faulty == null ? "" : faulty));
      assertThat(problems(HEAD + MINE + TRAINED))
          .singleElement()
          .asString()
          .startsWith("data-sets: [mine]: " + folder.resolve(file))
          .contains(message);
      Files.writeString(folder.resolve(file), ROWS);
    }
  }

  @Test
  void whatMayNotBeTakenForGrantedIsSaid() throws IOException {
    String yaml = HEAD + MINE + TRAINED;
    assertThat(new CommonsensePreflight(here()).remarks(config(yaml)))
        .containsExactly("question set mine: 3 of 3 questions are training rows too");
    Files.writeString(folder.resolve("test.csv"), ROWS.replace("?", "??"));
    Files.writeString(
        folder.resolve("train.csv"),
        ROWS.replace("green", "green,it is green")
            .replace("red", "red,red")
            .replace("answer", "answer,said"));
    String spoken =
        yaml.replace("    response", "    output: said\n    response")
            .replace("  beams: 1", "  beams: 1\n  scorers: [likelihood]");
    assertThat(new CommonsensePreflight(here()).remarks(config(spoken)))
        .containsExactly(
            "question set mine: 1 training rows have another response than likelihood compares, such as 'red' where it compares 'it is red': see response");
  }

  @Test
  void aFormThatFindsNoRightAnswerIsSaid() throws IOException {
    Files.writeString(folder.resolve("test.csv"), ROWS.replace("?", "??"));
    String sound = "pattern: \"it is (\\\\w+)\"";
    String yaml = HEAD + MINE.replace("options: [red, green]", sound) + TRAINED;
    assertThat(new CommonsensePreflight(here()).remarks(config(yaml))).isEmpty();
    String blind = yaml.replace(sound, "pattern: \"= (\\\\w+)\"");
    assertThat(new CommonsensePreflight(here()).remarks(config(blind)))
        .singleElement()
        .asString()
        .startsWith("question set mine: 3 of 3 right answers are not found in a response that says")
        .contains("in 'it is ");
  }

  @Test
  void aSetThatLacksItsFilesNamesTheKey() {
    assertThat(problems(HEAD + MINE.replace("    train: train.csv\n", "") + TRAINED))
        .containsExactly(
            "data-sets: [mine]: question set mine is trained on and has no train: add it to its description");
    assertThat(problems(HEAD + MINE.replace("test.csv", "nowhere.csv") + TRAINED))
        .singleElement()
        .asString()
        .contains(
            "nowhere.csv does not exist; a description's names are relative to the sweep file");
    assertThat(problems(HEAD + MINE + TRAINED.replace("train-set: mine", "train-set: mien")))
        .containsExactly(
            "data-sets: [mine]: mien is no set of questions: describe it under question-sets, or give data with a folder of that name");
  }
}
