package org.dashsweep.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.tensor.Torch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The directions LoRA-Dash chooses, on matrices whose singular directions are known. */
@Tag("native")
class DirectionLaunchTest {
  /** A float32 singular value decomposition of a small matrix of norm near ten. */
  private static final double ROUNDING = 1e-5;

  private static final int RANK = 2;
  private static final double ALPHA = 6;
  private static final double SCALING = 3;

  private TensorScope scope = TensorScope.open();
  private AdapterSet adapters = new AdapterSet(scope);

  @BeforeEach
  void open() {
    Torch.prepareThread(1);
  }

  @AfterEach
  void close() {
    scope.close();
  }

  @Test
  void theDirectionsThatChangeMostForTheirSizeAreChosen() {
    try (OneMatrix base = OneMatrix.reflected(6, 8, 9, 5, 2, 1, 0.5)) {
      LoraDash method = attach(base, 3, 0.5, 1, DirectionLaunchCount.UPDATES);
      // Change 4 of direction 1 and -0.75 of direction 3, times the scaling.
      put(base, 1, 4, 3, -0.75);
      assertThat(method.beforeForward(adapters, base, TrainingClock.at(1, 1)))
          .isEqualTo(TrainedChange.ADDED);

      List<ChosenDirection> chosen = method.directions(adapters);
      assertThat(chosen).extracting(ChosenDirection::index).startsWith(1, 3).hasSize(3);
      assertThat(chosen.get(0).sigma()).isCloseTo(5, within(ROUNDING));
      assertThat(chosen.get(0).changeRate()).isCloseTo(SCALING * 4 / 5.5, within(ROUNDING));
      assertThat(chosen.get(1).sigma()).isCloseTo(1, within(ROUNDING));
      assertThat(chosen.get(1).changeRate()).isCloseTo(SCALING * 0.75 / 1.5, within(ROUNDING));
      assertThat(chosen.get(2).changeRate()).isCloseTo(0, within(ROUNDING));
      assertThat(chosen).extracting(ChosenDirection::deltaSigma).containsOnly(0.0);
      assertThat(chosen).extracting(ChosenDirection::layer).containsOnly(base.layer);
      assertDirection(base, 0, 1);
      assertDirection(base, 1, 3);
    }
  }

  @Test
  void aSmallSingularValueOutranksALargerChange() {
    try (OneMatrix base = OneMatrix.reflected(5, 5, 9, 5, 2, 1, 0.25)) {
      LoraDash method = attach(base, 2, 0, 1, DirectionLaunchCount.UPDATES);
      put(base, 0, 2, 4, 0.1);
      method.beforeForward(adapters, base, TrainingClock.at(1, 1));
      // 0.1 / 0.25 against 2 / 9.
      assertThat(method.directions(adapters))
          .extracting(ChosenDirection::index)
          .containsExactly(4, 0);
    }
  }

  @Test
  void epsilonHoldsSmallSingularValuesBack() {
    try (OneMatrix base = OneMatrix.reflected(5, 5, 9, 5, 2, 1, 0.25)) {
      LoraDash method = attach(base, 2, 1, 1, DirectionLaunchCount.UPDATES);
      put(base, 0, 2, 4, 0.1);
      method.beforeForward(adapters, base, TrainingClock.at(1, 1));
      // 0.1 / 1.25 against 2 / 10.
      assertThat(method.directions(adapters))
          .extracting(ChosenDirection::index)
          .containsExactly(0, 4);
    }
  }

  @Test
  void tiesGoToTheLargerSingularValue() {
    // With B = 0 all rates are exactly 0.
    try (OneMatrix base = OneMatrix.reflected(6, 8, 9, 5, 2, 1, 0.5)) {
      LoraDash method = attach(base, 4, 1e-6, 1, DirectionLaunchCount.UPDATES);
      method.beforeForward(adapters, base, TrainingClock.at(1, 1));
      assertThat(method.directions(adapters))
          .extracting(ChosenDirection::index)
          .containsExactly(0, 1, 2, 3);
    }
  }

  @Test
  void tiesOfRatesAboveZeroGoByIndex() {
    // Of a diagonal matrix the directions are unit vectors, and powers of two divide exactly.
    try (OneMatrix base = OneMatrix.diagonal(16, 8, 4, 2, 1)) {
      LoraDash method = attach(base, 2, 0, 1, DirectionLaunchCount.UPDATES);
      put(base, 3, 0.5, 1, 2);
      method.beforeForward(adapters, base, TrainingClock.at(1, 1));
      List<ChosenDirection> chosen = method.directions(adapters);
      assertThat(chosen).extracting(ChosenDirection::index).containsExactly(1, 3);
      assertThat(chosen)
          .extracting(ChosenDirection::changeRate)
          .containsExactly(SCALING / 4, SCALING / 4);
    }
  }

  @Test
  void theLaunchIsAtItsUpdate() {
    try (OneMatrix base = OneMatrix.diagonal(3, 2, 1)) {
      LoraDash method = attach(base, 1, 0, 4, DirectionLaunchCount.UPDATES);
      assertThat(method.beforeForward(adapters, base, TrainingClock.at(3, 100)))
          .isEqualTo(TrainedChange.NONE);
      assertThat(method.directions(adapters)).isEmpty();
      assertThat(adapters.trainedByName()).containsOnlyKeys("0.dense.lora_A", "0.dense.lora_B");
      assertThat(method.beforeForward(adapters, base, TrainingClock.at(4, 100)))
          .isEqualTo(TrainedChange.ADDED);
      assertThat(adapters.trainedByName())
          .containsOnlyKeys("0.dense.lora_A", "0.dense.lora_B", "0.dense.delta_sigma");
      assertThat(method.beforeForward(adapters, base, TrainingClock.at(5, 101)))
          .isEqualTo(TrainedChange.NONE);
      assertThat(method.directions(adapters)).hasSize(1);
    }
  }

  @Test
  void theLaunchIsAtItsForwardPass() {
    try (OneMatrix base = OneMatrix.diagonal(3, 2, 1)) {
      LoraDash method = attach(base, 1, 0, 4, DirectionLaunchCount.FORWARD_CALLS);
      assertThat(method.beforeForward(adapters, base, TrainingClock.at(100, 3)))
          .isEqualTo(TrainedChange.NONE);
      assertThat(method.beforeForward(adapters, base, TrainingClock.at(0, 4)))
          .isEqualTo(TrainedChange.ADDED);
    }
  }

  @Test
  void thereCannotBeMoreDirectionsThanTheMatrixHas() {
    try (OneMatrix base = OneMatrix.reflected(3, 5, 3, 2, 1)) {
      assertThatThrownBy(() -> attach(base, 4, 0, 1, DirectionLaunchCount.UPDATES))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "directions must be at most 3, the number of singular directions of 0.dense: 4");
    }
  }

  private LoraDash attach(
      OneMatrix base, int directions, double epsilon, int launchStep, DirectionLaunchCount count) {
    Lora lora = new Lora(RANK, ALPHA, 0, TargetModules.all());
    LoraDash method = new LoraDash(lora, directions, launchStep, epsilon, count);
    method.attach(adapters, base, 1);
    return method;
  }

  /** B A = x uᵢ vᵢᵀ + y uⱼ vⱼᵀ. */
  private void put(OneMatrix base, int i, double x, int j, double y) {
    int inputs = base.layer.inputs();
    float[] a = new float[RANK * inputs];
    float[] b = new float[base.layer.outputs() * RANK];
    double[] weights = {x, y};
    int[] directions = {i, j};
    for (int k = 0; k < RANK; k++) {
      for (int column = 0; column < inputs; column++) {
        a[k * inputs + column] = (float) base.right(directions[k])[column];
      }
      for (int row = 0; row < base.layer.outputs(); row++) {
        b[row * RANK + k] = (float) (weights[k] * base.left(directions[k])[row]);
      }
    }
    adapters.get(base.layer, Lora.A).set(a);
    adapters.get(base.layer, Lora.B).set(b);
  }

  /** What was kept at a place is uₖ and vₖ, up to the one sign they share. */
  private void assertDirection(OneMatrix base, int place, int k) {
    Tensor left = adapters.get(base.layer, LoraDash.LEFT);
    Tensor right = adapters.get(base.layer, LoraDash.RIGHT);
    int kept = (int) left.size(1);
    assertThat(left.shape()).containsExactly(base.layer.outputs(), 3);
    assertThat(right.shape()).containsExactly(3, base.layer.inputs());
    for (int row = 0; row < base.layer.outputs(); row++) {
      for (int column = 0; column < base.layer.inputs(); column++) {
        double product =
            (double) left.floats()[row * kept + place]
                * right.floats()[place * base.layer.inputs() + column];
        assertThat(product).isCloseTo(base.left(k)[row] * base.right(k)[column], within(ROUNDING));
      }
    }
  }
}
