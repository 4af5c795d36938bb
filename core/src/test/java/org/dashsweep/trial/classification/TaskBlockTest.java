package org.dashsweep.trial.classification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import org.dashsweep.space.SearchSpaces;
import org.dashsweep.space.TrialConfig;
import org.dashsweep.sweep.file.Problem;
import org.dashsweep.sweep.file.SpecificationException;
import org.dashsweep.sweep.file.SweepSpecification;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The block {@code tasks}: what a description may say, and what not. */
final class TaskBlockTest {
  private static final SearchSpaces SPACES =
      new SearchSpaces(List.of(ClassificationParameters.searchSpace()));

  private static final String SWEEP =
      """
      name: own
      fixed: {model: minilm, task: own, method: lora, rank: 2, optimizer-steps: 2, learning-rate: 1e-3}
      tasks:
        own: {text: a, label: b, %s}
      """;

  private static List<TrialConfig> cells(String description) {
    return SweepSpecification.parse("own.yaml", SWEEP.formatted(description), SPACES).expand();
  }

  private static String carried(String description) {
    return cells(description).get(0).find(ClassificationParameters.TASK_DESCRIPTION).orElseThrow();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
            train: x.csv | tasks.own: does not say what is evaluated on; add evaluation with a file, or hold-out with a share such as 0.2
            train: x.csv, evaluation: y.csv, hold-out: 0.2 | tasks.own.hold-out: excludes evaluation: one of them says what is evaluated on; remove one of the two
            train: x.csv, evaluation: x.csv | tasks.own.evaluation: is the location of the training rows; name other rows, or hold some out with hold-out
            train: x.csv, evaluation: y.csv, hold-out-seed: 1 | tasks.own.hold-out-seed: has no effect: there is no hold-out; remove it
            train: x.csv, hold-out: 1 | tasks.own.hold-out: must be between 0.001 and 0.999: 1; change the value
            train: x.csv, hold-out: 0.2, pair: a | tasks.own.pair: is the column of text already: a; name another column
            train: x.csv, hold-out: 0.2, classes: [x] | tasks.own.classes: names one class only: x; add the others
            train: x.csv, hold-out: 0.2, classes: [x, y], kind: regression | tasks.own.classes: has no effect: regression has no classes; remove classes or kind
            train: x.csv, hold-out: 0.2, metrics: [accuracy, mse] | tasks.own.metrics: mse is no metric of classification; choose one of accuracy, f1, matthews, macro-f1, weighted-f1
            train: x.csv, hold-out: 0.2, kind: regression, judge: f1 | tasks.own.judge: f1 is no metric of regression; choose one of correlation, pearson, spearman, mse
            train: x.csv, hold-out: 0.2, metrics: [accuracy], judge: matthews | tasks.own.judge: is none of metrics: matthews; add it to metrics, or choose one of them
            train: x.csv, hold-out: 0.2, metrics: [acuracy] | tasks.own.metrics[0]: must be one of [accuracy, f1, matthews, macro-f1, weighted-f1, correlation, pearson, spearman, mse]: acuracy; did you mean accuracy?
            train: x.csv, hold-out: 0.2, quoting: rfc4180 | tasks.own.quoting: has no effect: only TSV can be quoted in several ways; remove it
            train: x.csv, hold-out: 0.2, kind: ranking | tasks.own.kind: must be one of [classification, regression]: ranking; choose one of classification, regression
            train: x, hold-out: 0.2, format: xml | tasks.own.format: must be one of [json-lines, json, csv, tsv, parquet]: xml; choose one of json-lines, json, csv, tsv, parquet
          """)
  void mistakesAreFoundBeforeAnyFileIsOpened(String description, String problem) {
    SpecificationException thrown =
        catchThrowableOfType(SpecificationException.class, () -> cells(description));
    assertThat(thrown).isNotNull();
    assertThat(thrown.problems())
        .extracting(Problem::toString)
        .singleElement()
        .asString()
        .matches("own\\.yaml:4:\\d+: .*")
        .endsWith(": " + problem);
  }

  @Test
  void soundDescriptionsAreCarriedAsTheyAreSaid() {
    assertThat(carried("train: data/x.tsv.gz, hold-out: 0.20, quoting: rfc4180, pair: c"))
        .isEqualTo(
            "{\"own\":{\"train\":\"data/x.tsv.gz\",\"hold-out\":0.2,\"text\":\"a\",\"pair\":\"c\","
                + "\"label\":\"b\",\"quoting\":\"rfc4180\"}}");
    assertThat(carried("train: x, format: tsv, evaluation: y, quoting: none, judge: mse"))
        .contains("\"judge\":\"mse\"");
  }

  @Test
  void builtInTasksAreNotDescribed() {
    SpecificationException thrown =
        catchThrowableOfType(
            SpecificationException.class,
            () ->
                SweepSpecification.parse(
                    "own.yaml",
                    SWEEP.formatted("train: x.csv, hold-out: 0.2").replace("own:", "mnli:"),
                    SPACES));
    assertThat(thrown)
        .hasMessageContaining("own.yaml:4:3: tasks.mnli: is the name of a built-in one");
  }
}
