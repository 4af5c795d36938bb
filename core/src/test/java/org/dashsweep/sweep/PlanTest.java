package org.dashsweep.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.dashsweep.sweep.TestSearchSpace.trials;
import static org.dashsweep.sweep.file.SweepSpecificationTest.COMPLETE;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class PlanTest {
  private static final String GRID =
      COMPLETE.replace("  seed: 1\n", "").replace("  optimizer-steps: 10\n", "")
          + "  method: lora\ngrid: {seed: [1, 2, 3], optimizer-steps: [10, 30, 20]}\n";

  private static final List<Trial> TRIALS = trials(GRID);

  @Test
  void runsWhatIsMissing() {
    Set<String> succeeded = Set.of(TRIALS.get(0).id(), TRIALS.get(4).id(), "of-another-sweep");
    Plan plan = Plan.of(TRIALS, succeeded, config -> 1);
    assertThat(plan.finished()).containsExactly(TRIALS.get(0), TRIALS.get(4));
    assertThat(plan.remaining()).hasSize(7).doesNotContainAnyElementsOf(plan.finished());
    assertThat(plan.remainingCost()).isEqualTo(7);
  }

  @Test
  void aFinishedSweepHasNothingToDo() {
    Set<String> all = TRIALS.stream().map(Trial::id).collect(Collectors.toSet());
    assertThat(Plan.of(TRIALS, all, config -> 1)).isEqualTo(new Plan(TRIALS, List.of(), 0));
  }

  @Test
  void longestExpectedFirstThenById() {
    Plan plan = Plan.of(TRIALS, Set.of(), config -> config.get(TestSearchSpace.OPTIMIZER_STEPS));
    assertThat(
            plan.remaining().stream()
                .map(trial -> trial.config().get(TestSearchSpace.OPTIMIZER_STEPS)))
        .containsExactly(30, 30, 30, 20, 20, 20, 10, 10, 10);
    assertThat(plan.remaining().subList(0, 3).stream().map(Trial::id)).isSorted();
    assertThat(plan.remainingCost()).isEqualTo(180);
  }

  @Test
  void theOrderOfTheFileDoesNotMatter() {
    List<Trial> shuffled = new ArrayList<>(TRIALS);
    Collections.shuffle(shuffled, new Random(1));
    assertThat(Plan.of(shuffled, Set.of(), config -> 1).remaining())
        .isEqualTo(Plan.of(TRIALS, Set.of(), config -> 1).remaining());
  }

  @Test
  void costsMustBeNumbers() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Plan.of(TRIALS, Set.of(), config -> Double.NaN))
        .withMessageStartingWith("The expected cost must be a number from 0: NaN");
  }

  @Test
  void aHundredThousandCells() {
    String seeds =
        IntStream.range(0, 50_000).mapToObj(Integer::toString).collect(Collectors.joining(", "));
    long start = System.nanoTime();
    List<Trial> many =
        trials(
            COMPLETE.replace("  seed: 1\n", "").replace("alpha: 8", "alpha: 2 * rank")
                + "grid:\n  method: [head-only, lora]\n  seed: ["
                + seeds
                + "]\n");
    Plan plan = Plan.of(many, Set.of(), config -> config.get(TestSearchSpace.SEED));
    System.out.printf("Planned 100,000 cells in %.1f s%n", (System.nanoTime() - start) / 1e9);
    assertThat(plan.remaining()).hasSize(100_000);
    assertThat(new HashSet<>(many.stream().map(Trial::id).toList())).hasSize(100_000);
  }
}
