package org.dashsweep.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.dashsweep.sweep.TestSearchSpace;
import org.junit.jupiter.api.Test;

final class SearchSpaceTest {
  private static final Parameter<String> MODEL = SearchSpace.MODEL;
  private static final ParameterDraft.OfNumbers<Integer> ANY_SIZE =
      Parameter.integer("size", "of something, in rows");
  private static final Parameter<Integer> SIZE = ANY_SIZE.atLeast(1).defaultsTo(4);
  private static final Parameter<Double> HALF =
      Parameter.decimal("half", "half of the size").computedAs("size / 2");
  private static final Parameter<Integer> STEPS = Parameter.integer("steps", "updates").optional();
  private static final Parameter<Integer> EPOCHS = Parameter.integer("epochs", "passes").optional();

  @Test
  void describesItselfInMarkdown() {
    SearchSpace space =
        new SearchSpace(
            "trying",
            List.of(MODEL, SIZE, HALF),
            List.of(
                new MethodSpace("plain", "adds nothing", List.of()),
                new MethodSpace("timed", "adds a duration", List.of(STEPS, EPOCHS))),
            List.of(Choice.exactlyOneOf(STEPS, EPOCHS)),
            List.of(new Rule(List.of(SIZE), "size must be even", config -> true)));
    assertThat(space.describe())
        .isEqualTo(
            """
            | parameter | kind | default | values | meaning |
            | --- | --- | --- | --- | --- |
            | `method` | text | **required** | one of [plain, timed] | fine-tuning method |
            | `experiment` | text | `trying` | one of [trying] | set by the key of the top level |
            | `model` | text | **required** |  | base model |
            | `size` | integer | `4` | at least 1 | of something, in rows |
            | `half` | decimal | `size / 2` |  | half of the size |

            | parameter | methods | kind | default | values | meaning |
            | --- | --- | --- | --- | --- | --- |
            | `steps` | timed | integer | none |  | updates |
            | `epochs` | timed | integer | none |  | passes |

            - Method `plain`: adds nothing.
            - Method `timed`: adds a duration.
            - A trial has exactly one of steps, epochs.
            - Rule: size must be even.
            """);
  }

  @Test
  void aMethodLacksCommonParameters() {
    SearchSpace space =
        new SearchSpace(
            "trying",
            List.of(MODEL, SIZE, HALF),
            List.of(
                new MethodSpace("plain", "a method", List.of()),
                new MethodSpace("bare", "no size", List.of()).without(List.of(SIZE, HALF))),
            List.of(),
            List.of());
    assertThat(space.parametersOf("plain")).containsKeys("model", "size", "half");
    assertThat(space.parametersOf("bare")).containsOnlyKeys("method", "experiment", "model");
    assertThat(space.methodsWith("size")).containsExactly("plain");
    assertThat(space.describe())
        .contains("- Method `bare`: no size. Its trials have no `half`, `size`.\n");
    for (Parameter<?> parameter : List.of(MODEL, named("colour"))) {
      assertThatIllegalArgumentException()
          .isThrownBy(
              () ->
                  new SearchSpace(
                      "trying",
                      List.of(MODEL),
                      List.of(
                          new MethodSpace("bare", "none", List.of()).without(List.of(parameter))),
                      List.of(),
                      List.of()))
          .withMessage("The method bare cannot lack the parameter " + parameter.name());
    }
  }

  @Test
  void parametersOfAMethod() {
    assertThat(TestSearchSpace.SPACE.parametersOf("head-only"))
        .containsKeys("method", "model", "seed")
        .doesNotContainKey("rank");
    assertThat(TestSearchSpace.SPACE.parametersOf("lora-dash"))
        .containsKeys("method", "model", "seed", "rank", "launch-step");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TestSearchSpace.SPACE.parametersOf("dora"))
        .withMessage("There is no method dora among [head-only, lora, lora-dash]");
  }

  @Test
  void refusesContradictions() {
    assertRefused("The parameter is declared twice: size", List.of(MODEL, SIZE, SIZE));
    assertRefused("The parameter is declared twice: method", List.of(MODEL, named("method")));
    assertRefused(
        "A vocabulary needs the required common parameter model of kind TEXT: null", List.of(SIZE));
    assertRefused("The parameter is declared twice: model of plain", List.of(MODEL), MODEL);
    assertRefused(
        "The default of half needs numbers, not themselves computed, that every plain trial has:"
            + " [size]",
        List.of(MODEL, HALF));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new SearchSpace(
                    "trying",
                    List.of(MODEL),
                    List.of(
                        new MethodSpace("a", "first", List.of(SIZE)),
                        new MethodSpace("b", "second", List.of(named("size")))),
                    List.of(),
                    List.of()))
        .withMessage("Methods that share a parameter must declare it alike: size");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new SearchSpace(
                    "trying",
                    List.of(MODEL, SIZE, STEPS),
                    List.of(new MethodSpace("plain", "a method", List.of())),
                    List.of(Choice.atMostOneOf(SIZE, STEPS)),
                    List.of()))
        .withMessage("A parameter of a choice must be optional: size");
  }

  @Test
  void parametersRefuseBadDefinitions() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> named("Rank"))
        .withMessage("Names are in kebab case, such as learning-rate: Rank");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> named("rank-1"))
        .withMessage("Names are in kebab case, such as learning-rate: rank-1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ANY_SIZE.moreThan(4).defaultsTo(4))
        .withMessage("size must be more than 4: 4");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> STEPS.withIntroducedAs(1))
        .withMessage("steps was introduced later, so it needs a default");
  }

  private static Parameter<Integer> named(String name) {
    return Parameter.integer(name, "a number").required();
  }

  private static void assertRefused(
      String message, List<Parameter<?>> common, Parameter<?>... own) {
    MethodSpace method = new MethodSpace("plain", "a method", List.of(own));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SearchSpace("trying", common, List.of(method), List.of(), List.of()))
        .withMessage(message);
  }
}
