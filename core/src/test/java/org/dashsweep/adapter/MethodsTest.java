package org.dashsweep.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.tensor.Torch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What methods say of themselves, against what they do. */
@Tag("native")
final class MethodsTest {
  static Iterable<MethodType> all() {
    return Methods.ALL;
  }

  private static Method method(MethodType type) {
    Map<String, Object> values = new HashMap<>(Map.of("rank", 2, "directions", 3));
    values.putAll(type.benchmarkValues());
    return type.with(values);
  }

  @ParameterizedTest
  @MethodSource("all")
  void theTensorsAreThoseThatItAdds(MethodType type) {
    Torch.prepareThread(1);
    try (TensorScope scope = TensorScope.open();
        OneMatrix base = OneMatrix.reflected(7, 5, 5, 4, 3, 2, 1)) {
      AdapterSet adapters = new AdapterSet(scope);
      Method method = method(type);
      method.attach(adapters, base, 1);
      method.beforeForward(adapters, base, 1, 1);
      assertThat(method.shapes().keySet()).containsExactlyElementsOf(type.tensors());
      assertThat(adapters.byName().keySet())
          .containsExactlyInAnyOrderElementsOf(
              type.tensors().stream().map(tensor -> tensor.of(base.layer)).toList());
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

  @Test
  void whatIsNotGivenHasItsDefault() {
    assertThat(Methods.SUBJECT.with(Map.of("rank", 4)))
        .isEqualTo(
            new LoraDash(
                new Lora(4, 8, 0, TargetModules.all()), 8, 100, 1e-6, LaunchCount.UPDATES));
    assertThat(Lora.TYPE.with(Map.of("rank", 4, "alpha", 2.5, "directions", 3)))
        .isEqualTo(new Lora(4, 2.5, 0, TargetModules.all()));
    assertThatThrownBy(() -> Lora.TYPE.with(Map.of("rank", 0)))
        .hasMessage("rank must be at least 1: 0");
  }

  @Test
  void theBaselineOfABenchmarkMultipliesAsMuch() {
    assertThat(
            new LoraDash(new Lora(4, 6, 0.1, TargetModules.all()), 12, 1, 0, LaunchCount.UPDATES)
                .benchmarkBaseline())
        .isEqualTo(new Lora(16, 24, 0.1, TargetModules.all()));
    assertThatThrownBy(() -> new HeadOnly().benchmarkBaseline())
        .hasMessage("No method is measured against head-only");
  }
}
