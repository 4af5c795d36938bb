package org.dashsweep.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import org.dashsweep.sweep.file.Problem;
import org.dashsweep.sweep.file.SpecificationException;
import org.dashsweep.sweep.file.SweepSpecification;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ExplorationTest {
  private static final String CELLS =
      """
      name: test
      fixed:
        model: minilm
        task: supersense
        train-rows: 100
        max-length: 64
        batch-size: 32
        optimizer-steps: 10
        learning-rate: 2e-3
        rank: 4
        alpha: 8
        seed: 1
        method: lora
      """;

  private static final String EXPLORE =
      """
      explore:
        metric: accuracy
        goal: maximize
        first-rung: 5
        reduction-factor: 3
      """;

  @Test
  void aFileMayExplore() {
    assertThat(read("test.yaml", CELLS).exploration()).isEmpty();
    assertThat(read("test.yaml", CELLS + EXPLORE).exploration())
        .contains(new Exploration("accuracy", Exploration.Goal.MAXIMIZE, 5, 3));
    assertThat(
            read("test.yaml", CELLS + EXPLORE.replace("  reduction-factor: 3\n", ""))
                .exploration()
                .orElseThrow()
                .rule())
        .isEqualTo("asha accuracy maximize first-rung 5 reduction-factor 4");
  }

  /** What was explored can be run to its end later, and what was run needs no exploring. */
  @Test
  void exploringIsNotPartOfATrialsId() {
    assertThat(read("test.yaml", CELLS + EXPLORE).trials(TestSearchSpace.FINGERPRINTS))
        .isEqualTo(read("test.yaml", CELLS).trials(TestSearchSpace.FINGERPRINTS));
  }

  @ParameterizedTest
  @CsvSource({"5, 3, 100, 5 15 45", "5, 3, 45, 5 15", "5, 3, 5, ''", "1, 2, 2, 1"})
  void rungsAreBelowTheWholeTraining(int first, int factor, int total, String rungs) {
    List<Integer> steps =
        new Exploration("loss", Exploration.Goal.MINIMIZE, first, factor).rungs(total);
    assertThat(String.join(" ", steps.stream().map(String::valueOf).toList())).isEqualTo(rungs);
  }

  @Test
  void aSweepOfThePaperRefusesIt() {
    assertThat(problems("sweeps/paper/a.yaml", CELLS + EXPLORE))
        .containsExactly(
            "sweeps/paper/a.yaml:14:1: explore: a sweep of the paper runs every trial to its end;"
                + " remove explore, or explore in a sweep file of your own");
    assertThat(problems("a.yaml", "published: numbers.yaml\n" + CELLS + EXPLORE))
        .containsExactly(
            "a.yaml:15:1: explore: a sweep with published numbers runs every trial to its end;"
                + " remove explore, or explore in a sweep file of your own");
    assertThat(read("newspaper/a.yaml", CELLS + EXPLORE).exploration()).isPresent();
    assertThat(read("paper/own/a.yaml", CELLS + EXPLORE).exploration()).isPresent();
  }

  @Test
  void everyMistakeIsReported() {
    assertThat(
            problems(
                "a.yaml",
                CELLS
                    + """
                    explore:
                      metrik: accuracy
                      goal: max
                      first-rung: 0
                      reduction-factor: 1.5
                    """))
        .containsExactly(
            "a.yaml:15:3: explore.metrik: unknown key; did you mean metric?",
            "a.yaml:15:3: explore.metric: is missing; give metric, goal and first-rung",
            "a.yaml:16:3: explore.goal: must be one of maximize, minimize: max; say which values"
                + " of the metric are better",
            "a.yaml:17:3: explore.first-rung: must be a whole number of at least 1: 0; change the"
                + " value",
            "a.yaml:18:3: explore.reduction-factor: must be a whole number of at least 2: 1.5;"
                + " change the value");
  }

  private static SweepSpecification read(String source, String text) {
    return SweepSpecification.parse(source, text, TestSearchSpace.SPACES);
  }

  private static List<String> problems(String source, String text) {
    SpecificationException thrown =
        catchThrowableOfType(SpecificationException.class, () -> read(source, text));
    return thrown.problems().stream().map(Problem::toString).toList();
  }
}
