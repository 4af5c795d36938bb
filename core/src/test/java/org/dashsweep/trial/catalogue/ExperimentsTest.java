package org.dashsweep.trial.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.dashsweep.adapter.DirectionLaunch;
import org.dashsweep.space.Parameter;
import org.dashsweep.space.TrialConfig;
import org.dashsweep.sweep.SweepFingerprints;
import org.dashsweep.sweep.Trial;
import org.dashsweep.sweep.file.SpecificationException;
import org.dashsweep.sweep.file.SweepSpecification;
import org.dashsweep.trial.EvaluatedState;
import org.dashsweep.trial.TrialListener;
import org.dashsweep.trial.TrialRequest;
import org.dashsweep.trial.TrialResult;
import org.dashsweep.trial.TrialRunner;
import org.junit.jupiter.api.Test;

final class ExperimentsTest {
  @Test
  void everyExperimentIsFoundByItsName() {
    for (String name : Experiments.searchSpaces().experiments()) {
      assertThat(Experiments.of(name).name()).isEqualTo(name);
    }
    assertThat(Experiments.searchSpaces().first().experiment()).isEqualTo("classification");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Experiments.of("astrology"))
        .withMessageStartingWith("There is no experiment astrology among [classification");
  }

  @Test
  void keysOfAnotherExperimentSayWhoseTheyAre() {
    String sweep =
        """
        name: own
        question-sets:
          mine: {train: a.csv, hold-out: 0.2, answer: b, exact: trimmed}
        fixed: {model: tiny-llama, cutoff: 32, method: lora}
        """;
    assertThatExceptionOfType(SpecificationException.class)
        .isThrownBy(() -> SweepSpecification.parse("own.yaml", sweep, Experiments.searchSpaces()))
        .withMessageContaining(
            "own.yaml:2:1: question-sets: unknown key; the experiment commonsense has it: put"
                + " \"experiment: commonsense\" on the top level")
        .withMessageContaining(
            "fixed.cutoff: unknown parameter; the experiment commonsense has it");
  }

  /** The ids of the version before change rates and the methods of the paper's tables. */
  @Test
  void parametersThatCameLaterKeepTheIdsOfTrials() {
    String rest = "  seed: 1\n  learning-rate: 2e-3\n  optimizer-steps: 100\nblocks:\n";
    String lowRank =
        """
          - fixed: {method: lora, rank: 4}
          - fixed: {method: dora, rank: 4}
          - fixed: {method: lora-dash, rank: 4, directions: 4, launch-step: 20}
        """;
    String classification =
        "name: ids\nfixed:\n  model: minilm\n  task: supersense\n" + rest + lowRank;
    String commonsense =
        "name: ids\nexperiment: commonsense\nfixed:\n  model: tiny-llama\n  data: tiny\n"
            + rest
            + lowRank;
    assertThat(ids(classification + "  - fixed: {method: head-only}\n"))
        .containsExactly(
            "da35a827057abf88", "d69ae334290af78f", "a1375f7a796a5ea3", "56fc1eb0cdcf7923");
    assertThat(ids(commonsense))
        .containsExactly("bd779206269a8dd7", "566444d064f56e23", "fc0d1ec824c45d06");
  }

  private static List<String> ids(String sweep) {
    SweepFingerprints fingerprints =
        new SweepFingerprints() {
          @Override
          public String ofModel(String model) {
            return "weights of " + model;
          }

          @Override
          public Set<Parameter<?>> dataParameters() {
            return Set.of();
          }

          @Override
          public String ofData(TrialConfig config) {
            return "rows";
          }
        };
    return SweepSpecification.parse("ids.yaml", sweep, Experiments.searchSpaces())
        .trials(fingerprints)
        .stream()
        .map(Trial::id)
        .toList();
  }

  @Test
  void eachTrialRunsInTheOneRunnerOfItsExperiment() {
    List<String> made = new ArrayList<>();
    List<String> closed = new ArrayList<>();
    try (ExperimentsRunner runner =
        new ExperimentsRunner(
            name -> {
              made.add(name);
              return new Named(name, closed);
            })) {
      assertThat(runner.run(request("one"), TrialListener.NONE).summary().score().primaryMetric())
          .isEqualTo("one");
      assertThat(runner.run(request("two"), TrialListener.NONE).summary().score().primaryMetric())
          .isEqualTo("two");
      assertThat(runner.run(request("one"), TrialListener.NONE).summary().score().primaryMetric())
          .isEqualTo("one");
    }
    assertThat(made).containsExactly("one", "two");
    assertThat(closed).containsExactlyInAnyOrder("one", "two");
  }

  private static TrialRequest request(String experiment) {
    TrialConfig config = new TrialConfig(new TreeMap<>(Map.of("experiment", experiment)));
    return new TrialRequest("0123", config, 1, null);
  }

  /** A runner whose results name it. */
  private record Named(String name, List<String> closed) implements TrialRunner {
    @Override
    public TrialResult run(TrialRequest request, TrialListener listener) {
      return new TrialResult(
          new TrialResult.Summary(
              new TrialResult.Score(name, "none", "none", 0, 0, 0),
              new EvaluatedState(0, EvaluatedState.Choice.LAST_UPDATE, DirectionLaunch.NONE),
              new TrialResult.Cost(0, 0, 0, 0, 0, 0),
              new TrialResult.Computing("cpu", 1)),
          List.of(),
          List.of(),
          List.of(),
          List.of());
    }

    @Override
    public void close() {
      closed.add(name);
    }
  }
}
