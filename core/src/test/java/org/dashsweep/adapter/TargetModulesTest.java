package org.dashsweep.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.function.Function;
import org.dashsweep.tensor.Device;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;
import org.junit.jupiter.api.Test;

class TargetModulesTest {
  private static final LinearLayer QUERY = new LinearLayer(0, "attention.self.query", 4, 4);
  private static final LinearLayer ATTENDED = new LinearLayer(0, "attention.output.dense", 4, 4);
  private static final LinearLayer OUTPUT = new LinearLayer(0, "output.dense", 4, 8);
  private static final LinearLayer SECOND_QUERY = new LinearLayer(1, "attention.self.query", 4, 4);
  private static final AdaptedBase BASE =
      new Layers(List.of(QUERY, ATTENDED, OUTPUT, SECOND_QUERY));

  @Test
  void allLinearMeansEveryLayer() {
    assertThat(TargetModules.all().select(BASE)).isEqualTo(BASE.linearLayers());
  }

  @Test
  void theEndOfANameMeansTheLayersOfAllBlocks() {
    assertThat(new TargetModules(List.of("query")).select(BASE))
        .containsExactly(QUERY, SECOND_QUERY);
    assertThat(new TargetModules(List.of("output.dense")).select(BASE))
        .containsExactly(ATTENDED, OUTPUT);
    assertThat(new TargetModules(List.of("attention.output.dense", "query")).select(BASE))
        .containsExactly(QUERY, ATTENDED, SECOND_QUERY);
  }

  @Test
  void aLayerThatTwoNamesMeanIsAdaptedOnce() {
    assertThat(new TargetModules(List.of("dense", "output.dense")).select(BASE))
        .containsExactly(ATTENDED, OUTPUT);
  }

  @Test
  void aNameThatFitsNothingIsAnError() {
    // Part of a word is no end of a name.
    for (String name : List.of("uery", "q_proj", "attention", "all-linear")) {
      assertThatThrownBy(() -> new TargetModules(List.of("query", name)).select(BASE))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "target-modules names %s, which the model does not have; its linear layers are "
                  + "[attention.output.dense, attention.self.query, output.dense]",
              name);
    }
  }

  private record Layers(List<LinearLayer> linearLayers) implements AdaptedBase {
    @Override
    public Tensor shared(String name, Function<TensorScope, Tensor> make) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Device device() {
      return Device.cpu();
    }

    @Override
    public String checkpointName(LinearLayer layer) {
      return layer.name();
    }

    @Override
    public Tensor weight(TensorScope scope, LinearLayer layer) {
      throw new UnsupportedOperationException();
    }

    @Override
    public SingularVectors singularVectors(LinearLayer layer) {
      throw new UnsupportedOperationException();
    }
  }
}
