package org.dashsweep.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.dashsweep.sweep.TestSearchSpace.FINGERPRINTS;
import static org.dashsweep.sweep.TestSearchSpace.trials;
import static org.dashsweep.sweep.file.SweepSpecificationTest.COMPLETE;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.dashsweep.space.Parameter;
import org.dashsweep.space.SearchSpaces;
import org.dashsweep.space.TrialConfig;
import org.dashsweep.sweep.file.SweepSpecification;
import org.junit.jupiter.api.Test;

final class TrialIdTest {
  private static final String LORA = COMPLETE + "  method: lora\n";

  @Test
  void goldenId() {
    Trial trial = trials(LORA).get(0);
    String canonical =
        "{\"adam-beta1\":0.9,\"adam-beta2\":0.999,\"adam-epsilon\":1.0E-8,\"adapter-dropout\":0.0,"
            + "\"alpha\":8,\"attention-dropout\":0.1,\"base-precision\":\"float32\","
            + "\"batch-size\":32,\"evaluation-batch-size\":64,\"hidden-dropout\":0.1,"
            + "\"learning-rate\":0.002,\"max-gradient-norm\":1.0,\"max-length\":64,"
            + "\"method\":\"lora\",\"micro-batch-size\":32,\"model\":\"minilm\","
            + "\"optimizer-steps\":10,\"order\":\"shuffled\",\"pooling\":\"mean\",\"rank\":4,"
            + "\"save-predictions\":true,\"schedule\":\"linear\",\"seed\":1,"
            + "\"target-modules\":[\"query\",\"value\"],\"task\":\"supersense\",\"train-rows\":100,"
            + "\"weight-decay\":0.0}";
    // Ids of the first experiment do not name it: there was no other when it began.
    assertThat(trial.config().toJson().replace("\"experiment\":\"classification\",", ""))
        .isEqualTo(canonical);
    // printf '{"configuration":%s,"data":"rows of supersense","model":"weights of minilm"}'
    // "$CANONICAL" |
    //   sha256sum | cut -c 1-16
    assertThat(trial.id()).isEqualTo("a9c058949bb3d702");
  }

  @Test
  void spellingDoesNotChangeTheId() {
    String other =
        """
        fixed:
          method: "lora"
          schedule: linear           # the default
          seed: 1
          alpha: 2 * rank
          rank: 2 + 2
          learning-rate: 0.0020
          max-gradient-norm: 1.0
          optimizer-steps: 10
          batch-size: 32
          max-length: 64
          train-rows: 100
          task: 'supersense'
          target-modules: [value, query]
        grid: {model: [minilm]}
        name: another-name
        """;
    assertThat(trials(other)).isEqualTo(trials(LORA));
  }

  @Test
  void anyValueOrFingerprintChangesTheId() {
    Set<String> ids =
        Set.of(
            trials(LORA).get(0).id(),
            trials(LORA.replace("seed: 1", "seed: 2")).get(0).id(),
            trials(LORA.replace("2e-3", "2.0000000000000004e-3")).get(0).id(),
            trials(LORA + "  weight-decay: 0.1\n").get(0).id(),
            trials(LORA + "  evaluate-every: 5\n").get(0).id(),
            identify(LORA, new Recording("new weights of ", "rows of ")).get(0).id(),
            identify(LORA, new Recording("weights of ", "new rows of ")).get(0).id());
    assertThat(ids).hasSize(7).allMatch(id -> id.matches("[0-9a-f]{16}"));
  }

  @Test
  void fingerprintsAreAskedOncePerDistinctValue() {
    Recording fingerprints = new Recording("weights of ", "rows of ");
    String text =
        LORA.replace("  model: minilm\n", "")
                .replace("  task: supersense\n", "")
                .replace("  seed: 1\n", "")
            + "grid: {model: [a, b], task: [supersense, hypernymy], seed: [1, 2, 3]}\n";
    List<Trial> trials = identify(text, fingerprints);
    assertThat(trials).hasSize(12);
    assertThat(fingerprints.asked)
        .containsExactlyInAnyOrder(
            "a",
            "b",
            "{\"task\":\"supersense\",\"train-rows\":100}",
            "{\"task\":\"hypernymy\",\"train-rows\":100}");
    assertThat(trials.get(0).modelFingerprint()).isEqualTo("weights of a");
    assertThat(trials.get(0).dataFingerprint()).isEqualTo("rows of supersense");
  }

  @Test
  void aParameterThatCameLaterKeepsTheOldIds() {
    Parameter<Double> later =
        Parameter.decimal("clip", "a parameter that came later").defaultsTo(0.0);
    String before = trials(LORA).get(0).id();
    assertThat(id(LORA, later)).isNotEqualTo(before);
    assertThat(id(LORA, later.withIntroducedAs(0.0))).isEqualTo(before);
    assertThat(id(LORA + "  clip: 0.0\n", later.withIntroducedAs(0.0))).isEqualTo(before);
    assertThat(id(LORA + "  clip: 1\n", later.withIntroducedAs(0.0))).isNotEqualTo(before);
  }

  @Test
  void aParameterThatChangesNoResultIsNoPartOfTheId() {
    Parameter<Integer> rows = Parameter.integer("rows", "rows at once").defaultsTo(8);
    String before = id(LORA, rows);
    Parameter<Integer> free = rows.withCountedAs(8);
    assertThat(id(LORA + "  rows: 2\n", rows)).isNotEqualTo(before);
    assertThat(id(LORA, free)).as("ids of trials that ran stay").isEqualTo(before);
    assertThat(id(LORA + "  rows: 2\n", free)).isEqualTo(before);
    assertThatThrownBy(() -> id(LORA + "grid: {rows: [2, 4]}\n", free))
        .hasMessageContaining(
            "two trials differ in nothing that changes a result, only in rows; give each of these"
                + " one value");
  }

  @Test
  void aDefaultThatMovesOnGivesNewIdsAndKeepsTheOldOnesForTheOldValue() {
    Parameter<Double> moved =
        Parameter.decimal("clip", "a parameter that came later")
            .defaultsTo(5.0)
            .withIntroducedAs(0.0);
    String before = trials(LORA).get(0).id();
    assertThat(id(LORA, moved)).isNotEqualTo(before);
    assertThat(id(LORA + "  clip: 0\n", moved)).isEqualTo(before);
  }

  @Test
  void aFinishedGridOnlyGrows() {
    String small = COMPLETE.replace("  rank: 4\n", "").replace("  seed: 1\n", "");
    String grid = "  launch-step: 3\ngrid: {method: [%s], rank: [%s], seed: [%s]}\n";
    List<Trial> before = trials(small + grid.formatted("head-only, lora-dash", "2, 8", "1, 2"));
    assertThat(before).hasSize(2 * (1 + 2));
    assertThat(trials(small + grid.formatted("head-only, lora-dash", "2, 4, 8", "1, 2")))
        .hasSize(2 * (1 + 3))
        .containsAll(before);
    assertThat(trials(small + grid.formatted("head-only, lora-dash", "2, 8", "3, 1, 2")))
        .hasSize(3 * (1 + 2))
        .containsAll(before);
    assertThat(trials(small + grid.formatted("lora, head-only, lora-dash", "2, 8", "1, 2")))
        .hasSize(2 * (1 + 2 + 2))
        .containsAll(before);
  }

  @Test
  void trialsCanBeSentToExecutors() throws IOException, ClassNotFoundException {
    Trial trial = trials(LORA).get(0);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new ObjectOutputStream(bytes).writeObject(trial);
    assertThat(new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject())
        .isEqualTo(trial);
  }

  private static String id(String text, Parameter<?> later) {
    return SweepSpecification.parse(
            "test.yaml", text, new SearchSpaces(List.of(TestSearchSpace.with(later))))
        .trials(FINGERPRINTS)
        .get(0)
        .id();
  }

  private static List<Trial> identify(String text, SweepFingerprints fingerprints) {
    return SweepSpecification.parse("test.yaml", text, TestSearchSpace.SPACES).trials(fingerprints);
  }

  /** Fingerprints that remember what they were asked. */
  private static final class Recording implements SweepFingerprints {
    private final List<String> asked = new ArrayList<>();
    private final String ofModel;
    private final String ofData;

    Recording(String ofModel, String ofData) {
      this.ofModel = ofModel;
      this.ofData = ofData;
    }

    @Override
    public String ofModel(String model) {
      asked.add(model);
      return ofModel + model;
    }

    @Override
    public Set<Parameter<?>> dataParameters() {
      return Set.of(TestSearchSpace.TASK, TestSearchSpace.TRAIN_ROWS);
    }

    @Override
    public String ofData(TrialConfig config) {
      asked.add(config.toJson());
      return ofData + config.get(TestSearchSpace.TASK);
    }
  }
}
