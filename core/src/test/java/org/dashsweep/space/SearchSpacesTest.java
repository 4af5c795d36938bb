package org.dashsweep.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.dashsweep.sweep.file.SpecificationException;
import org.dashsweep.sweep.file.SweepSpecification;
import org.junit.jupiter.api.Test;

final class SearchSpacesTest {
  private static final Parameter<String> MODEL = SearchSpace.MODEL;
  private static final Parameter<Integer> SIZE =
      Parameter.integer("size", "of something, in rows").optional();
  private static final Parameter<Double> RATE =
      Parameter.decimal("rate", "of something, a second").optional();
  private static final SearchSpaces BOTH =
      new SearchSpaces(List.of(space("first", MODEL, SIZE), space("second", MODEL, RATE)));

  @Test
  void aFileWithoutExperimentIsOfTheFirst() {
    SweepSpecification sweep = parse("", "size: 3");
    assertThat(sweep.experiment()).isEqualTo("first");
    assertThat(sweep.expand().get(0).get(SearchSpace.EXPERIMENT)).isEqualTo("first");
  }

  @Test
  void theExperimentDecidesWhichParametersThereAre() {
    SweepSpecification sweep = parse("experiment: second", "rate: 0.5");
    assertThat(sweep.experiment()).isEqualTo("second");
    assertThat(sweep.expand().get(0).get(SearchSpace.EXPERIMENT)).isEqualTo("second");
    assertThat(sweep.expand().get(0).get(RATE)).isEqualTo(0.5);
    assertThatThrownBy(() -> parse("experiment: second", "size: 3"))
        .hasMessageContaining("fixed.size: unknown parameter");
  }

  @Test
  void anUnknownExperimentIsTheOnlyProblemOfAFile() {
    assertThatThrownBy(() -> parse("experiment: secund", "nothing: 3"))
        .isInstanceOf(SpecificationException.class)
        .hasMessage(
            "test.yaml:2:13: experiment: there is no such experiment: secund;"
                + " did you mean second?");
    assertThatThrownBy(() -> parse("experiment: [first]", "size: 3"))
        .hasMessageContaining("there is no such experiment: a list; choose one of first, second");
  }

  @Test
  void aFileHasOneExperiment() {
    assertThatThrownBy(() -> parse("experiment: second", "experiment: first"))
        .hasMessageContaining("fixed.experiment: is the same for the whole file");
  }

  @Test
  void parametersOfAllExperimentsAreListedOnce() {
    assertThat(BOTH.parameterKinds())
        .containsOnlyKeys("method", "experiment", "model", "size", "rate");
    assertThat(BOTH.experiments()).containsExactly("first", "second");
  }

  @Test
  void aParameterHasOneKindInAllExperiments() {
    Parameter<String> other = Parameter.text("size", "such as large").optional();
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new SearchSpaces(
                    List.of(space("first", MODEL, SIZE), space("second", MODEL, other))))
        .withMessageContaining("of one kind: size");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SearchSpaces(List.of(space("one", MODEL), space("one", MODEL))))
        .withMessageContaining("declared twice: one");
  }

  private static SweepSpecification parse(String experiment, String fixed) {
    return SweepSpecification.parse(
        "test.yaml",
        "name: test\n%s\nfixed:\n  model: a\n  method: plain\n  %s\n".formatted(experiment, fixed),
        BOTH);
  }

  private static SearchSpace space(String experiment, Parameter<?>... parameters) {
    return new SearchSpace(
        experiment,
        List.of(parameters),
        List.of(new MethodSpace("plain", "adds nothing", List.of())),
        List.of(),
        List.of());
  }
}
