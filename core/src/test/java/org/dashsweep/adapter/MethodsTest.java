package org.dashsweep.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.tensor.Torch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Descriptions of methods, held against what the methods do. */
@Tag("native")
final class MethodsTest {
  static Iterable<MethodType> all() {
    return Methods.ALL;
  }

  /** Methods that adapt a linear layer by itself, whatever it is called. */
  static Stream<MethodType> ofOneMatrix() {
    return Methods.ALL.stream()
        .filter(type -> !(method(type) instanceof BaseMethod))
        .filter(type -> !List.of(Houlsby.TYPE, Pfeiffer.TYPE, PrefixTuning.TYPE).contains(type));
  }

  private static Method method(MethodType type) {
    Map<String, Object> values = new HashMap<>(Map.of("rank", 2, "directions", 3));
    for (String targets :
        List.of("scaled", "output-scaled", "input-scaled", "series", "parallel")) {
      values.put(targets + "-modules", List.of(TargetModules.ALL_LINEAR));
    }
    values.putAll(type.benchmarkValues());
    return type.with(values);
  }

  @ParameterizedTest
  @MethodSource("ofOneMatrix")
  void theTensorsAreThoseThatItAdds(MethodType type) {
    Torch.prepareThread(1);
    try (TensorScope scope = TensorScope.open();
        OneMatrix base = OneMatrix.reflected(7, 5, 5, 4, 3, 2, 1)) {
      AdapterSet adapters = new AdapterSet(scope);
      Method method = method(type);
      method.attach(adapters, base, 1);
      method.beforeForward(adapters, base, TrainingClock.at(1, 1));
      if (type != Series.TYPE) {
        assertThat(names(method.shapes().keySet())).isEqualTo(names(type.tensors()));
      }
      assertThat(names(type.tensors())).containsAll(names(method.shapes().keySet()));
      assertThat(adapters.byName().keySet())
          .containsExactlyInAnyOrderElementsOf(
              method.shapes().keySet().stream()
                  .filter(tensor -> !method.isShared(tensor))
                  .map(tensor -> tensor.of(base.layer))
                  .toList());
      method
          .shapes()
          .forEach(
              (tensor, shape) ->
                  assertThat(Arrays.stream(adapters.get(base.layer, tensor).shape()).boxed())
                      .as(tensor.name())
                      .containsExactlyElementsOf(shape.at(base.layer)));
      assertThat(adapters.trainedElements())
          .isEqualTo(
              method.footprints(base.linearLayers()).values().stream()
                  .mapToLong(AdapterFootprint::trained)
                  .sum());
    }
  }

  private static List<String> names(Collection<AdapterTensor> tensors) {
    return tensors.stream().map(AdapterTensor::name).toList();
  }

  @ParameterizedTest
  @MethodSource("all")
  void theTypeIsItsOwn(MethodType type) {
    Method method = method(type);
    assertThat(method.type()).isSameAs(type).isSameAs(Methods.named(type.name()).orElseThrow());
    assertThat(method).isInstanceOf(type.settings());
    type.baseline()
        .ifPresent(
            baseline -> {
              assertThat(Methods.ALL).contains(baseline);
              assertThat(baseline.baseline()).isEmpty();
            });
  }

  /** A and B that start from W take nothing away from it: the first pass sees the base model. */
  @ParameterizedTest
  @MethodSource("ofOneMatrix")
  void atTheStartTheModelIsTheBase(MethodType type) {
    Torch.prepareThread(1);
    Method method = method(type);
    if (method instanceof BottleneckMethod) {
      return;
    }
    try (TensorScope scope = TensorScope.open();
        OneMatrix base = OneMatrix.reflected(7, 5, 5, 4, 3, 2, 1)) {
      AdapterSet adapters = new AdapterSet(scope);
      method.attach(adapters, base, 1);
      assertThat(largest(method.weightChange(scope, adapters, base, base.layer).floats()))
          .isLessThan(2e-6f);
      method.beforeForward(adapters, base, TrainingClock.at(1, 1));
      assertThat(largest(method.weightChange(scope, adapters, base, base.layer).floats()))
          .isLessThan(2e-6f);
    }
  }

  private static float largest(float[] values) {
    float largest = 0;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }

  /** PiSSA takes the largest directions, MiLoRA the smallest: σ of W is 5, 4, 3, 2, 1. */
  @Test
  void startsFromTheDirectionsThatItIsNamedFor() {
    Torch.prepareThread(1);
    Lora lora = new Lora(2, 4, 0, TargetModules.all());
    assertThat(startingNorm(new Pissa(lora))).isCloseTo(Math.sqrt(25 + 16), within(1e-4));
    assertThat(startingNorm(new Milora(lora))).isCloseTo(Math.sqrt(4 + 1), within(1e-4));
  }

  /** ‖(α / r) B A‖ of the start, whose squares add up over its directions. */
  private static double startingNorm(Method method) {
    try (TensorScope scope = TensorScope.open();
        OneMatrix base = OneMatrix.reflected(7, 5, 5, 4, 3, 2, 1)) {
      AdapterSet adapters = new AdapterSet(scope);
      method.attach(adapters, base, 1);
      float[] a = adapters.get(base.layer, Lora.A).floats();
      float[] b = adapters.get(base.layer, Lora.B).floats();
      double squares = 0;
      for (int row = 0; row < 7; row++) {
        for (int column = 0; column < 5; column++) {
          double sum = 0;
          for (int k = 0; k < 2; k++) {
            sum += 2.0 * b[row * 2 + k] * a[k * 5 + column];
          }
          squares += sum * sum;
        }
      }
      return Math.sqrt(squares);
    }
  }

  @Test
  void directionsAreChosenByTheRule() {
    float[] rates = {0.1f, 0.5f, 0.3f, 0.2f, 0.4f};
    assertThat(DirectionChoice.CHANGE_RATE.of(rates, 2, 1, "x")).containsExactly(1, 4);
    assertThat(DirectionChoice.LARGEST.of(rates, 2, 1, "x")).containsExactly(0, 1);
    assertThat(DirectionChoice.SMALLEST.of(rates, 2, 1, "x")).containsExactly(3, 4);
    assertThat(DirectionChoice.MIDDLE.of(rates, 3, 1, "x")).containsExactly(1, 2, 3);
    int[] drawn = DirectionChoice.RANDOM.of(rates, 4, 1, "x");
    assertThat(drawn).hasSize(4).doesNotHaveDuplicates();
    assertThat(DirectionChoice.RANDOM.of(rates, 4, 1, "x")).isEqualTo(drawn);
    assertThat(
            IntStream.range(0, 20)
                .mapToObj(seed -> DirectionChoice.RANDOM.of(rates, 4, seed, "x"))
                .map(Arrays::toString)
                .distinct())
        .hasSizeGreaterThan(5);
  }

  @Test
  void ratesAreThoseOfTheSettings() {
    Lora lora = new Lora(2, 4, 0, TargetModules.all());
    LoraPlus plus = new LoraPlus(lora, 16);
    assertThat(plus.learningRateFactor("0.dense.lora_A", 1e-3)).isEqualTo(1);
    assertThat(plus.learningRateFactor("0.dense.lora_B", 1e-3)).isEqualTo(16);
    LoraDash dash =
        new LoraDash(
            lora, 2, 1, 0, DirectionLaunchCount.UPDATES, DirectionChoice.CHANGE_RATE, 0.01);
    assertThat(dash.learningRateFactor("0.dense.delta_sigma", 1e-3)).isEqualTo(10);
    assertThat(dash.learningRateFactor("0.dense.lora_B", 1e-3)).isEqualTo(1);
  }

  /** Equation 12 of AdaLoRA by hand: 90 ranks fall to 60 between updates 2 and 8 of 12. */
  @Test
  void theBudgetFallsAlongACubic() {
    RankBudget budget = new RankBudget(2, 4, 2);
    long[] expected = {90, 90, 90, 77, 68, 63, 61, 60, 60, 60, 60, 60};
    for (int update = 0; update < expected.length; update++) {
      assertThat(budget.at(update, 12, 90, 60)).as("update %d", update).isEqualTo(expected[update]);
    }
    assertThat(IntStream.range(0, 12).filter(update -> budget.masks(update, 12)))
        .containsExactly(4, 6, 8, 9, 10, 11);
    assertThatThrownBy(() -> budget.requireReachable(6)).hasMessageContaining("budget never falls");
  }

  @Test
  void rolesAreTheSameInAllFamilies() {
    for (String module :
        List.of("attention.self.key", "attention.self.key_proj", "self_attn.k_proj")) {
      assertThat(LayerRole.of(new LinearLayer(0, module, 2, 2))).contains(LayerRole.KEYS);
    }
    assertThat(LayerRole.of(new LinearLayer(0, "attention.output.dense", 2, 2)))
        .contains(LayerRole.ATTENTION_OUTPUTS);
    assertThat(LayerRole.of(new LinearLayer(0, "output.dense", 2, 2))).contains(LayerRole.DOWN);
    assertThat(LayerRole.of(new LinearLayer(0, "dense", 2, 2))).isEmpty();
  }

  @Test
  void whatIsNotGivenHasItsDefault() {
    assertThat(Methods.SUBJECT.with(Map.of("rank", 4)))
        .isEqualTo(
            new LoraDash(
                new Lora(4, 8, 0, TargetModules.all()),
                8,
                100,
                1e-6,
                DirectionLaunchCount.UPDATES));
    assertThat(Lora.TYPE.with(Map.of("rank", 4, "alpha", 2.5, "directions", 3)))
        .isEqualTo(new Lora(4, 2.5, 0, TargetModules.all()));
    assertThatThrownBy(() -> Lora.TYPE.with(Map.of("rank", 0)))
        .hasMessage("rank must be between 1 and 65536: 0");
  }

  @Test
  void theBaselineOfABenchmarkMultipliesAsMuch() {
    assertThat(
            new LoraDash(
                    new Lora(4, 6, 0.1, TargetModules.all()),
                    12,
                    1,
                    0,
                    DirectionLaunchCount.UPDATES)
                .benchmarkBaseline())
        .isEqualTo(new Lora(16, 24, 0.1, TargetModules.all()));
    assertThatThrownBy(() -> new HeadOnly().benchmarkBaseline())
        .hasMessage("No method is measured against head-only");
  }
}
