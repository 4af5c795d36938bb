package org.dashsweep.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class ParameterTest {
  private enum Shape {
    FLAT,
    HALF_ROUND
  }

  private static final Parameter<Shape> SHAPE =
      Parameter.choice("shape", Shape.class, "of the edge").defaultsTo(Shape.HALF_ROUND);
  private static final Parameter<List<Shape>> SHAPES =
      Parameter.choices("shapes", List.of(Shape.values()), Parameter::spelling, "of the edges")
          .optional();
  private static final Parameter<Integer> SIZE =
      Parameter.integer("size", "of the edge").in("tokens").atLeast(1).optional();

  @Test
  void valuesAreReadAsTheirTypes() {
    TrialConfig config =
        config(Map.of("shape", "half-round", "shapes", List.of("half-round", "flat"), "size", 7L));
    assertThat(config.get(SHAPE)).isEqualTo(Shape.HALF_ROUND);
    assertThat(config.get(SHAPES))
        .as("in the order of the choices")
        .containsExactly(Shape.values());
    assertThat(config.get(SIZE)).isEqualTo(7);
    assertThat(config.shown(SHAPE)).contains("half-round");
  }

  @Test
  void whatIsNotThereIsNamed() {
    TrialConfig config = config(Map.of("size", 7L));
    assertThat(config.find(SHAPES)).isEmpty();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> config.get(SHAPE))
        .withMessage("The cell has no parameter shape: {size=7}");
  }

  @Test
  void aDeclarationIsWrittenInCanonicalValues() {
    assertThat(SHAPE.presence()).isEqualTo(new Parameter.Presence.Defaulted("half-round"));
    assertThat(SHAPE.withDefault(Shape.FLAT).presence())
        .isEqualTo(new Parameter.Presence.Defaulted("flat"));
    assertThat(SHAPE.constraint().requirement()).isEqualTo("one of [flat, half-round]");
    assertThat(SIZE.unit()).isEqualTo("tokens");
  }

  private static TrialConfig config(Map<String, Object> values) {
    return new TrialConfig(new TreeMap<>(values));
  }
}
