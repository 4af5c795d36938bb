package org.dashsweep.jobs.asha;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.dashsweep.sweep.Exploration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SuccessiveHalvingTest {
  @Test
  void theFirstGoesOnAndThenOnlyWhoIsAmongTheBest() {
    SuccessiveHalving halving = halving("loss", Exploration.Goal.MINIMIZE, 3);
    assertThat(halving.judge("a", 10, 0.5)).isTrue();
    assertThat(halving.judge("b", 10, 0.6)).as("one of two is the best one").isFalse();
    assertThat(halving.judge("c", 10, 0.5)).as("as good as the best").isTrue();
    assertThat(halving.judge("d", 10, 0.7)).isFalse();
    assertThat(halving.judge("e", 10, Double.NaN)).isFalse();
    // Two of six go on: the best two so far are 0.5 and 0.5.
    assertThat(halving.judge("f", 10, 0.55)).isFalse();
    assertThat(halving.judge("g", 10, 0.4)).isTrue();
    assertThat(halving.judge("a", 30, 0.9)).as("another rung").isTrue();
  }

  @Test
  void askedAgainTheAnswerIsTheSame() {
    SuccessiveHalving halving = halving("accuracy", Exploration.Goal.MAXIMIZE, 2);
    assertThat(halving.judge("a", 10, 0.5)).isTrue();
    assertThat(halving.judge("b", 10, 0.9)).isTrue();
    assertThat(halving.judge("c", 10, 0.1)).isFalse();
    assertThat(halving.judge("a", 10, 0.1)).as("judged for good").isTrue();
    assertThat(halving.judge("c", 10, 0.99)).isFalse();
  }

  @Test
  void whatDivergedIsLastWhateverTheGoal() {
    for (Exploration.Goal goal : Exploration.Goal.values()) {
      SuccessiveHalving halving = halving("x", goal, 2);
      assertThat(halving.judge("a", 1, Double.NaN)).isFalse();
      assertThat(halving.judge("b", 1, 7)).as("better than nothing").isTrue();
    }
  }

  /**
   * Trials with known learning curves reach their rungs in a random order, as on executors of
   * different speeds. A straightforward simulation that sorts everything anew must decide alike.
   */
  @ParameterizedTest
  @CsvSource({"2, MAXIMIZE", "3, MINIMIZE", "4, MAXIMIZE", "4, MINIMIZE"})
  void decisionsAreThoseOfASimulation(int factor, Exploration.Goal goal) {
    for (int seed = 0; seed < 40; seed++) {
      Random random = new Random(seed);
      Exploration rule = new Exploration("x", goal, 2, factor);
      List<Integer> rungs = rule.rungs(100);
      SuccessiveHalving halving = new SuccessiveHalving(rule);
      Map<Integer, List<Double>> recorded = new HashMap<>();
      Map<String, Integer> next = new HashMap<>();
      List<String> alive = new ArrayList<>();
      for (int trial = 0; trial < 60; trial++) {
        alive.add("t" + trial);
      }
      int stopped = 0;
      while (!alive.isEmpty()) {
        String trial = alive.get(random.nextInt(alive.size()));
        int index = next.merge(trial, 1, Integer::sum) - 1;
        // Few distinct values, so that there are equals.
        double value = random.nextInt(12) / 4.0;
        boolean goesOn = halving.judge(trial, rungs.get(index), value);
        assertThat(goesOn)
            .as("seed %d, %s at rung %d with %s", seed, trial, rungs.get(index), value)
            .isEqualTo(
                simulated(
                    recorded.computeIfAbsent(rungs.get(index), step -> new ArrayList<>()),
                    value,
                    goal,
                    factor));
        stopped += goesOn ? 0 : 1;
        if (!goesOn || index == rungs.size() - 1) {
          alive.remove(trial);
        }
      }
      assertThat(stopped).isBetween(20, 59);
    }
  }

  private static boolean simulated(
      List<Double> recorded, double value, Exploration.Goal goal, int factor) {
    recorded.add(value);
    List<Double> sorted = new ArrayList<>(recorded);
    Collections.sort(sorted);
    if (goal == Exploration.Goal.MAXIMIZE) {
      Collections.reverse(sorted);
    }
    int promising = sorted.size() / factor == 0 ? 1 : sorted.size() / factor;
    return sorted.subList(0, promising).contains(value);
  }

  @Test
  void whatWasDecidedBeforeCountsAsIfItHadBeenDecidedNow() {
    SuccessiveHalving whole = halving("loss", Exploration.Goal.MINIMIZE, 2);
    SuccessiveHalving restarted = halving("loss", Exploration.Goal.MINIMIZE, 2);
    Random random = new Random(7);
    for (int trial = 0; trial < 50; trial++) {
      double value = random.nextDouble();
      boolean goesOn = whole.judge("t" + trial, 4, value);
      restarted.recall("t" + trial, 4, value, goesOn);
    }
    for (int trial = 0; trial < 100; trial++) {
      double value = random.nextDouble();
      assertThat(restarted.judge("t" + trial, 4, value))
          .isEqualTo(whole.judge("t" + trial, 4, value));
    }
  }

  private static SuccessiveHalving halving(String metric, Exploration.Goal goal, int factor) {
    return new SuccessiveHalving(new Exploration(metric, goal, 10, factor));
  }
}
