package org.dashsweep.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.dashsweep.adapter.AdaptedBase;
import org.dashsweep.adapter.AdapterSet;
import org.dashsweep.adapter.Dora;
import org.dashsweep.adapter.LinearLayer;
import org.dashsweep.adapter.Lora;
import org.dashsweep.adapter.SingularVectors;
import org.dashsweep.adapter.TargetModules;
import org.dashsweep.data.BatchOrder;
import org.dashsweep.model.DropoutSeeds;
import org.dashsweep.tensor.Device;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.tensor.Torch;
import org.dashsweep.trial.ResidentMemory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An error in whatever stage of putting a fine-tuning together leaves no native memory. */
@Tag("native")
@Tag("memory")
final class FineTuningTest {
  private static final int TIMES = 20;

  /** For each time; the Java heap comes and goes. A leak takes 16 MiB or more. */
  private static final int BOUND_BYTES = 8 << 20;

  /** Outputs of the one layer: whatever fails, B of 16 MiB was made before it. */
  private static final int OUTPUTS = 4 << 20;

  private static final Dora METHOD = new Dora(new Lora(1, 1, 0, TargetModules.all()));
  private static final LinearLayer LAYER = new LinearLayer(0, "dense", OUTPUTS, 1);

  /** Copies of it lie in no Java array. */
  private static final Tensor PATTERN = TensorScope.open().floats(new float[OUTPUTS], OUTPUTS, 1);

  enum Stage {
    ATTACH,
    MODEL,
    OBJECTIVE,
    TRAINING,
    NONE
  }

  /** The error of a stage; nothing else throws it. */
  private static final class StageError extends Error {
    private static final long serialVersionUID = 1;
  }

  @BeforeAll
  static void compile() {
    Torch.prepareThread(1);
    buildRepeatedly(Stage.NONE);
    buildRepeatedly(Stage.ATTACH);
  }

  @ParameterizedTest
  @EnumSource
  void anErrorLeavesNoNativeMemory(Stage stage) {
    long before = residentBytes();
    buildRepeatedly(stage);
    long leftBytes = residentBytes() - before;
    assertThat(leftBytes).isLessThan(TIMES * BOUND_BYTES);
  }

  private static void buildRepeatedly(Stage failing) {
    for (int i = 0; i < TIMES; i++) {
      build(failing);
    }
  }

  private static long residentBytes() {
    System.gc();
    Torch.releaseFreedMemory();
    return ResidentMemory.bytes();
  }

  private static void build(Stage failing) {
    FineTuning.Plan plan =
        new FineTuning.Plan(
            METHOD,
            new Weights(failing),
            new BatchSchedule(new int[] {1}, 1, new BatchOrder.AsGiven(), 0),
            TinyTraining.settings(1, 1, 1e-3));
    if (failing == Stage.NONE) {
      tuning(failing, plan).close();
    } else {
      assertThatThrownBy(() -> tuning(failing, plan)).isInstanceOf(StageError.class);
    }
  }

  private static FineTuning<Tensor> tuning(Stage failing, FineTuning.Plan plan) {
    return FineTuning.of(
        plan,
        (scope, adapters) -> made(scope, Stage.MODEL, failing),
        (scope, model) -> {
          made(scope, Stage.OBJECTIVE, failing);
          return new Untrained(scope, failing);
        });
  }

  /** A matrix, then the stage's error if it is to fail. */
  private static Tensor made(TensorScope scope, Stage stage, Stage failing) {
    Tensor matrix = PATTERN.copy(scope);
    if (stage == failing) {
      throw new StageError();
    }
    return matrix;
  }

  /** One layer, whose matrix DoRA asks for when it has made LoRA's factors. */
  private record Weights(Stage failing) implements AdaptedBase {
    @Override
    public Tensor shared(String name, Function<TensorScope, Tensor> make) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Device device() {
      return Device.cpu();
    }

    @Override
    public List<LinearLayer> linearLayers() {
      return List.of(LAYER);
    }

    @Override
    public String checkpointName(LinearLayer layer) {
      return layer.name();
    }

    @Override
    public Tensor weight(TensorScope scope, LinearLayer layer) {
      return made(scope, Stage.ATTACH, failing);
    }

    @Override
    public SingularVectors singularVectors(LinearLayer layer) {
      throw new AssertionError("DoRA needs none");
    }
  }

  /** Trains a matrix of its own, whose moments the training makes. */
  private static final class Untrained implements Objective {
    private final AdapterSet adapters;
    private final Tensor head;
    private final Stage failing;

    Untrained(TensorScope scope, Stage failing) {
      this.adapters = new AdapterSet(scope);
      this.head = made(scope, Stage.NONE, Stage.MODEL);
      this.failing = failing;
    }

    @Override
    public AdapterSet adapters() {
      return adapters;
    }

    @Override
    public Map<String, Tensor> head() {
      if (failing == Stage.TRAINING) {
        throw new StageError();
      }
      return Map.of("matrix", head);
    }

    @Override
    public int[] lengths() {
      return new int[] {1};
    }

    @Override
    public long terms(int example) {
      return 1;
    }

    @Override
    public Pass accumulate(int[] examples, long terms, DropoutSeeds seeds) {
      throw new AssertionError("no step is done");
    }
  }
}
