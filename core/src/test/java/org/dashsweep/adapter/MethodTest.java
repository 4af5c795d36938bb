package org.dashsweep.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a method's settings may not be. */
class MethodTest {
  private static final TargetModules ALL = TargetModules.all();
  private static final Lora LORA = new Lora(4, 8, 0.1, ALL);

  @ParameterizedTest
  @ValueSource(ints = {0, -1})
  void aRankIsAtLeastOne(int rank) {
    assertThatThrownBy(() -> new Lora(rank, 8, 0, ALL))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("rank must be at least 1: " + rank);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -2, Double.NaN})
  void alphaIsAboveZero(double alpha) {
    assertThatThrownBy(() -> new Lora(4, alpha, 0, ALL))
        .hasMessage("alpha must be above 0: " + alpha);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 1, Double.NaN})
  void dropoutIsAProbabilityBelowOne(double dropout) {
    assertThatThrownBy(() -> new Lora(4, 8, dropout, ALL))
        .hasMessage("adapter-dropout must be in [0, 1): " + dropout);
  }

  @Test
  void directionsAreAtLeastOne() {
    assertThatThrownBy(() -> new LoraDash(LORA, 0, 1, 1e-6, DirectionLaunchCount.UPDATES))
        .hasMessage("directions must be at least 1: 0");
  }

  @Test
  void theLaunchIsAfterTheFirstStep() {
    assertThatThrownBy(() -> new LoraDash(LORA, 1, 0, 1e-6, DirectionLaunchCount.UPDATES))
        .hasMessage("launch-step must be at least 1: 0");
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1e-9, Double.NaN})
  void epsilonIsNotNegative(double epsilon) {
    assertThatThrownBy(() -> new LoraDash(LORA, 1, 1, epsilon, DirectionLaunchCount.UPDATES))
        .hasMessage("epsilon must not be negative: " + epsilon);
  }

  @Test
  void theScaleIsAlphaOverRank() {
    assertThat(LORA.scaling()).isEqualTo(2);
    assertThat(new Lora(16, 8, 0, ALL).scaling()).isEqualTo(0.5);
  }

  @Test
  void namesAndDropoutAreThoseOfTheSettings() {
    LoraDash dash = new LoraDash(LORA, 1, 1, 0, DirectionLaunchCount.UPDATES);
    assertThat(List.of(new Untuned(), new HeadOnly(), LORA, dash, new Dora(LORA)))
        .extracting(Method::name)
        .containsExactly("none", "head-only", "lora", "lora-dash", "dora");
    assertThat(List.of(new Untuned(), new HeadOnly(), LORA, dash, new Dora(LORA)))
        .extracting(Method::dropout)
        .containsExactly(0.0, 0.0, 0.1, 0.1, 0.1);
  }

  @Test
  void targetsAreNamed() {
    assertThatThrownBy(() -> new TargetModules(List.of()))
        .hasMessage("target-modules must name at least one module");
  }

  @Test
  void aLaunchThatTheTrainingNeverReachesIsRefused() {
    LoraDash dash =
        new LoraDash(
            new Lora(2, 4, 0, TargetModules.all()), 2, 10, 1e-6, DirectionLaunchCount.UPDATES);
    dash.requireReachable(11, 11);
    assertThatThrownBy(() -> dash.requireReachable(10, 1000))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "launch-step must be below the 10 updates of the training, or the directions never"
                + " train: 10");
  }
}
