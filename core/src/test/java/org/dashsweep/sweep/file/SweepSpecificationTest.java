package org.dashsweep.sweep.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dashsweep.sweep.TestSearchSpace.cells;

import java.util.List;
import java.util.TreeMap;
import org.dashsweep.space.SearchSpace;
import org.dashsweep.space.TrialConfig;
import org.dashsweep.sweep.TestSearchSpace;
import org.junit.jupiter.api.Test;

public final class SweepSpecificationTest {
  /** Everything a lora-dash trial needs, but for the method. */
  public static final String COMPLETE =
      """
      name: test
      description: any text
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
      """;

  @Test
  void aCellHoldsEveryValueWithDefaultsFilledIn() {
    TreeMap<String, Object> expected = new TreeMap<>();
    expected.put("adam-beta1", 0.9);
    expected.put("adam-beta2", 0.999);
    expected.put("adam-epsilon", 1e-8);
    expected.put("adapter-dropout", 0.0);
    expected.put("alpha", 8L);
    expected.put("attention-dropout", 0.1);
    expected.put("base-precision", "float32");
    expected.put("batch-size", 32L);
    expected.put("evaluation-batch-size", 64L);
    expected.put("experiment", "classification");
    expected.put("hidden-dropout", 0.1);
    expected.put("learning-rate", 0.002);
    expected.put("max-gradient-norm", 1.0);
    expected.put("max-length", 64L);
    expected.put("method", "lora");
    expected.put("micro-batch-size", 32L);
    expected.put("model", "minilm");
    expected.put("optimizer-steps", 10L);
    expected.put("order", "shuffled");
    expected.put("pooling", "mean");
    expected.put("rank", 4L);
    expected.put("save-predictions", true);
    expected.put("schedule", "linear");
    expected.put("seed", 1L);
    expected.put("target-modules", List.of("query", "value"));
    expected.put("task", "supersense");
    expected.put("train-rows", 100L);
    expected.put("weight-decay", 0.0);
    assertThat(cells(COMPLETE + "  method: lora\n")).containsExactly(new TrialConfig(expected));
  }

  @Test
  void nameAndDescription() {
    SweepSpecification sweep = parse(COMPLETE + "  method: lora\n");
    assertThat(sweep.name()).isEqualTo("test");
    assertThat(sweep.description()).isEqualTo("any text");
  }

  @Test
  void whatIsTiedOrComputedIsDerivedUnlessTheGridChoosesIt() {
    String tied =
        COMPLETE
                .replace("  alpha: 8\n", "  alpha: 2 * rank\n")
                .replace("  rank: 4\n", "")
                .replace("  learning-rate: 2e-3\n", "")
            + "  method: lora\n"
            + "grid: {rank: [2, 8]}\n"
            + "tied: {learning-rate: {by: rank, values: {2: 2e-3, 8: 1e-3}}}\n";
    assertThat(parse(tied).derived())
        .contains("alpha", "learning-rate")
        .doesNotContain("rank", "seed", "task");
    String chosen =
        COMPLETE.replace("  alpha: 8\n", "")
            + "  method: lora\n"
            + "grid: {alpha: [rank, 2 * rank]}\n";
    assertThat(parse(chosen).derived()).doesNotContain("alpha");
  }

  private static SweepSpecification parse(String text) {
    return SweepSpecification.parse("test.yaml", text, TestSearchSpace.SPACES);
  }

  @Test
  void theFirstAxisTurnsSlowest() {
    List<TrialConfig> cells =
        cells(
            COMPLETE.replace("  seed: 1\n", "").replace("  task: supersense\n", "")
                + "  method: lora\n"
                + "grid:\n  task: [supersense, hypernymy]\n  seed: [2, 1]\n");
    assertThat(
            cells.stream()
                .map(config -> config.get(TestSearchSpace.TASK) + config.get(TestSearchSpace.SEED)))
        .containsExactly("supersense2", "supersense1", "hypernymy2", "hypernymy1");
  }

  @Test
  void cellsWithoutTheParameterAreMerged() {
    List<TrialConfig> cells =
        cells(
            COMPLETE.replace("  rank: 4\n", "").replace("  seed: 1\n", "")
                + "  launch-step: 3\n"
                + "grid: {rank: [2, 8], seed: [1, 2], method: [head-only, lora, lora-dash]}\n");
    assertThat(cells.stream().map(config -> config.get(SearchSpace.METHOD)))
        .hasSize(2 + 4 + 4)
        .filteredOn("head-only"::equals)
        .hasSize(2);
    assertThat(cells)
        .allSatisfy(
            config -> {
              boolean adapted = !config.get(SearchSpace.METHOD).equals("head-only");
              assertThat(config.has(TestSearchSpace.RANK)).isEqualTo(adapted);
              assertThat(config.has(TestSearchSpace.LAUNCH_STEP))
                  .isEqualTo(config.get(SearchSpace.METHOD).equals("lora-dash"));
            });
  }

  @Test
  void numbersMayBeWrittenInAnyWay() {
    assertThat(
            cells(
                COMPLETE.replace("  learning-rate: 2e-3\n", "")
                    + "grid: {method: [lora]}\n"
                    + "blocks:\n"
                    + "  - fixed: {learning-rate: 2e-3, max-gradient-norm: 8, weight-decay: 0}\n"
                    + "  - fixed: {learning-rate: 0.0020, max-gradient-norm: 8.0, weight-decay: -0}\n"
                    + "  - fixed: {learning-rate: .2E-2, max-gradient-norm: +8, weight-decay: 0e5}\n"
                    + "  - fixed: {learning-rate: 0.001 * 2, max-gradient-norm: 80 / 10,"
                    + " weight-decay: -0.0}\n"))
        .hasSize(1);
  }

  @Test
  void aListOfTextsHasNoOrder() {
    assertThat(
            cells(
                COMPLETE
                    + "  method: lora\n"
                    + "blocks:\n"
                    + "  - fixed: {target-modules: [query, value]}\n"
                    + "  - fixed: {target-modules: [value, query]}\n"))
        .hasSize(1);
    assertThat(
            cells(COMPLETE + "  method: lora\ngrid: {target-modules: [[query], [key, value]]}\n")
                .stream()
                .map(config -> config.get(TestSearchSpace.TARGET_MODULES)))
        .containsExactly(List.of("query"), List.of("key", "value"));
  }

  @Test
  void expressionsFollowTheirCell() {
    List<TrialConfig> cells =
        cells(
            COMPLETE
                    .replace("rank: 4", "learning-rate: 0.1 * 3 / (alpha - rank)")
                    .replace("  learning-rate: 2e-3\n", "")
                    .replace("alpha: 8", "alpha: \"- -2 * rank\"")
                + "  method: lora\ngrid: {rank: [1, 2 * seed]}\n");
    assertThat(cells.stream().map(config -> config.get(TestSearchSpace.ALPHA)))
        .containsExactly(2, 4);
    assertThat(cells.stream().map(config -> config.get(TestSearchSpace.LEARNING_RATE)))
        .containsExactly(0.3, 0.15);
  }

  @Test
  void aHyphenBeforeADigitSubtracts() {
    assertThat(cells(COMPLETE.replace("alpha: 8", "alpha: rank-1") + "  method: lora\n"))
        .first()
        .satisfies(config -> assertThat(config.get(TestSearchSpace.ALPHA)).isEqualTo(3));
  }

  @Test
  void tiedValuesFollowOneParameter() {
    List<TrialConfig> cells =
        cells(
            COMPLETE.replace("  rank: 4\n", "").replace("  learning-rate: 2e-3\n", "")
                + "grid: {method: [head-only, lora], rank: [2, 8, 16]}\n"
                + "tied:\n"
                + "  learning-rate:\n"
                + "    by: rank\n"
                + "    values: {2: 5e-4, 8: 0.0001 * rank}\n"
                + "    otherwise: 2e-3\n");
    assertThat(cells.stream().map(config -> config.get(TestSearchSpace.LEARNING_RATE)))
        .containsExactly(2e-3, 5e-4, 8e-4, 2e-3);
  }

  @Test
  void tiedValuesFollowSeveralParameters() {
    // The learning rates of LoRA-Dash's Table 7: each model has its own per rank.
    List<TrialConfig> cells =
        cells(
            COMPLETE
                    .replace("  model: minilm\n", "")
                    .replace("rank: 4", "launch-step: 3")
                    .replace("  learning-rate: 2e-3\n", "")
                + "  method: lora-dash\n"
                + "grid: {model: [llama-7b, llama3-8b], rank: [16, 32]}\n"
                + "tied:\n"
                + "  learning-rate:\n"
                + "    by: [model, rank]\n"
                + "    values:\n"
                + "      llama-7b: {16: 5e-4, 32: 1e-4}\n"
                + "      llama3-8b: {16: 2e-4, 32: 0.8e-4}\n");
    assertThat(cells.stream().map(config -> config.get(TestSearchSpace.LEARNING_RATE)))
        .containsExactly(5e-4, 1e-4, 2e-4, 8e-5);
  }

  @Test
  void tiedValuesMayBeOfAnyKind() {
    assertThat(
            cells(
                    COMPLETE
                        + "  save-predictions: false\n"
                        + "  method: lora\n"
                        + "tied:\n"
                        + "  target-modules: {by: save-predictions, values: {false: [key]}}\n"
                        + "  order: {by: weight-decay, values: {0.0: bucketed}}\n")
                .stream()
                .map(
                    config ->
                        config.get(TestSearchSpace.ORDER)
                            + config.get(TestSearchSpace.TARGET_MODULES)))
        .containsExactly("bucketed[key]");
  }

  @Test
  void blocksAreLaidOverTheTopLevelAndUnited() {
    List<TrialConfig> cells =
        cells(
            COMPLETE.replace("  seed: 1\n", "")
                + "  method: lora\n"
                + "grid: {seed: [1, 2]}\n"
                + "blocks:\n"
                + "  - fixed: {}\n"
                + "  - fixed: {epochs: 3}\n"
                + "    grid: {rank: [4, 8]}\n"
                + "  - fixed: {seed: 2}\n"
                + "  - tied: {seed: {by: rank, values: {4: 7}}}\n");
    assertThat(cells.stream().map(SweepSpecificationTest::show))
        .containsExactly(
            "seed 1 rank 4 for 10 steps",
            "seed 2 rank 4 for 10 steps",
            "seed 1 rank 4 for 3 epochs",
            "seed 2 rank 4 for 3 epochs",
            "seed 1 rank 8 for 3 epochs",
            "seed 2 rank 8 for 3 epochs",
            "seed 7 rank 4 for 10 steps");
  }

  private static String show(TrialConfig config) {
    return "seed %d rank %d for %s"
        .formatted(
            config.get(TestSearchSpace.SEED),
            config.get(TestSearchSpace.RANK),
            config.has(TestSearchSpace.EPOCHS)
                ? config.get(TestSearchSpace.EPOCHS) + " epochs"
                : config.get(TestSearchSpace.OPTIMIZER_STEPS) + " steps");
  }
}
