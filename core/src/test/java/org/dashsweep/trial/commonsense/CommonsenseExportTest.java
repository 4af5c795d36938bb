package org.dashsweep.trial.commonsense;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.dashsweep.adapter.peft.AdapterDirectory;
import org.dashsweep.source.Locations;
import org.dashsweep.source.ModelSource;
import org.dashsweep.space.TrialConfig;
import org.dashsweep.trial.FailureClass;
import org.dashsweep.trial.TrialException;
import org.dashsweep.trial.TrialExport;
import org.dashsweep.trial.TrialListener;
import org.dashsweep.trial.TrialRequest;
import org.dashsweep.trial.TrialResult;
import org.dashsweep.weights.CheckpointException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a trial leaves for others is the model that it was judged by. */
@Tag("native")
final class CommonsenseExportTest {
  private static final String TRAINED =
      TinyCommonsense.LORA_DASH.replace("max-new-tokens: 6", "max-new-tokens: 16");

  /** An adapter that stays what it is at first: nothing. */
  private static final String UNTRAINED =
      lora(TRAINED)
          .replace("learning-rate: 1e-2", "learning-rate: 1e-30")
          .replace("optimizer-steps: 6", "optimizer-steps: 1");

  private final Path folder;
  private final Locations locations;

  CommonsenseExportTest(@TempDir Path folder) {
    this.folder = folder;
    this.locations = Locations.of(folder.toString(), null);
  }

  private static String lora(String dash) {
    return dash.replace("lora-dash", "lora").replaceAll("  (directions|launch-step): .*\n", "");
  }

  @ParameterizedTest
  @ValueSource(strings = {"lora-dash", "dora"})
  void theMergedModelGivesTheTrialsAnswers(String method) throws Exception {
    Path adapter = folder.resolve("adapter");
    String fixed =
        method.equals("dora") ? lora(TRAINED).replace("method: lora", "method: dora") : TRAINED;
    List<TrialResult.Prediction> expected = run(fixed, adapter).predictions();
    assertThat(AdapterDirectory.read(adapter).plain()).isPresent();
    assertThat(AdapterDirectory.read(adapter).notes()).containsKey("trial");

    Path merged = Files.createDirectory(folder.resolve("merged"));
    TrialExport export = TrialExport.read(adapter);
    assertThat(export.remarks()).isEmpty();
    export.writeMerged(merged, ModelSource.TINY_LLAMA, fingerprint(), locations);
    String ofMerged = UNTRAINED.replace("model: tiny-llama", "model: merged");
    assertThat(run(ofMerged, null).predictions()).isEqualTo(expected);
    assertThat(run(UNTRAINED, null).predictions())
        .as("of the base alone, which answers otherwise")
        .isNotEqualTo(expected);
  }

  @Test
  void anAdapterFromBeforeTheLaunchSaysSo() {
    Path adapter = folder.resolve("adapter");
    run(
        TRAINED
            .replace("launch-step: 3", "launch-step: 5")
            .replace("evaluate-every: 2", "evaluate-every: 4"),
        adapter);
    assertThat(TrialExport.read(adapter).remarks())
        .singleElement()
        .asString()
        .contains(
            "after 4 updates, before the launch of its directions: the adapter is plain LoRA");
    assertThat(AdapterDirectory.read(adapter).plain().orElseThrow().config().form().values())
        .containsEntry("r", 2);
  }

  /** A step of next to nothing: what was trained is what answers, with its own directions. */
  @ParameterizedTest
  @ValueSource(strings = {"lora", "lora-dash", "dora"})
  void trainingGoesOnFromAnExport(String method) {
    Path adapter = folder.resolve("adapter");
    String fixed =
        switch (method) {
          case "lora-dash" -> TRAINED;
          case "dora" -> lora(TRAINED).replace("method: lora", "method: dora");
          default -> lora(TRAINED);
        };
    // The last state is what is exported, and the schedule is not to end at 0.
    String last =
        fixed.replace("evaluate-every: 2", "evaluate-every: 0\n  keep-best: false")
            + "  schedule: constant\n";
    TrialResult trained = run(last, adapter);
    String on = last + "  initial-adapter: adapter\n";
    TrialResult still =
        run(
            on.replace("learning-rate: 1e-2", "learning-rate: 1e-30")
                .replace("optimizer-steps: 6", "optimizer-steps: 4"),
            null);
    assertThat(still.predictions()).isEqualTo(trained.predictions());
    assertThat(still.directions()).isEqualTo(trained.directions());
    TrialResult further = run(on, null);
    assertThat(further.steps().get(0).loss())
        .isLessThan(trained.steps().get(0).loss())
        .isEqualTo(still.steps().get(0).loss());
    assertThat(further.predictions()).isNotEqualTo(trained.predictions());
    assertThat(further.directions()).hasSameSizeAs(trained.directions());
    for (int i = 0; i < trained.directions().size(); i++) {
      assertThat(further.directions().get(i).index())
          .as("the launch is not repeated")
          .isEqualTo(trained.directions().get(i).index());
    }
  }

  @Test
  void anAdapterOfAnotherKindIsRefused() {
    run(UNTRAINED, folder.resolve("adapter"));
    String on = UNTRAINED + "  initial-adapter: adapter\n";
    assertRefused(on.replace("rank: 2", "rank: 4\n  alpha: 8"), "its rank is 2, the trial's 4");
    assertRefused(on + "  alpha: 8\n", "its alpha / rank is 2.0, the trial's 4.0");
    assertRefused(on + "  alpha: 4.0001\n", "its alpha / rank is 2.0, the trial's 2.00005");
    assertRefused(
        on.replace("method: lora", "method: dora"), "its use_dora is false, the trial's true");
    assertRefused(
        on + "  target-modules: [q_proj]\n", "which the trial's target-modules leave out");
    assertRefused(
        UNTRAINED + "  initial-adapter: nowhere\n",
        "nowhere is no adapter here: give a directory with adapter_config.json");
  }

  /** Such as α / √r, which a sweep has in decimals. */
  @Test
  void aScalingIsTheSameButForRounding() {
    run(UNTRAINED, folder.resolve("adapter"));
    String on = UNTRAINED + "  alpha: 4.0000004\n  initial-adapter: adapter\n";
    assertThatCode(() -> run(on, null)).doesNotThrowAnyException();
  }

  private void assertRefused(String fixed, String message) {
    assertThatThrownBy(() -> run(fixed, null))
        .isInstanceOfSatisfying(
            TrialException.class,
            e -> assertThat(e.failureClass()).isEqualTo(FailureClass.BAD_INPUT))
        .hasMessageContaining(message);
    assertThat(new CommonsensePreflight(locations).problems(TinyCommonsense.config(fixed)))
        .as("planned")
        .singleElement()
        .satisfies(problem -> assertThat(problem.message()).contains(message));
  }

  /** Its content is, not its name. */
  @Test
  void anInitialAdapterIsPartOfTheTrialsId() {
    run(UNTRAINED, folder.resolve("adapter"));
    TrialConfig fresh = TinyCommonsense.config(UNTRAINED);
    TrialConfig on = TinyCommonsense.config(UNTRAINED + "  initial-adapter: adapter\n");
    TrialConfig missing = TinyCommonsense.config(UNTRAINED + "  initial-adapter: nowhere\n");
    CommonsensePreflight preflight = new CommonsensePreflight(locations);
    assertThat(preflight.problems(on)).isEmpty();
    assertThat(preflight.problems(missing))
        .singleElement()
        .satisfies(problem -> assertThat(problem.parameter()).isEqualTo("initial-adapter"));
    String before = preflight.ofData(on);
    assertThat(before).matches("[0-9a-f]{64}").isNotEqualTo(preflight.ofData(fresh));
    run(UNTRAINED.replace("1e-30", "1e-3"), folder.resolve("adapter"));
    assertThat(preflight.ofData(on)).isNotEqualTo(before);
  }

  @Test
  void anotherModelOfTheSameNameIsRefused() throws Exception {
    Path adapter = folder.resolve("adapter");
    run(UNTRAINED, adapter);
    Path merged = Files.createDirectory(folder.resolve("merged"));
    TrialExport export = TrialExport.read(adapter);
    assertThatThrownBy(() -> export.writeMerged(merged, ModelSource.TINY_LLAMA, "0123", locations))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("tiny-llama is not the model that the trial had")
        .hasMessageContaining(fingerprint());
    assertThat(merged).isEmptyDirectory();
  }

  private String fingerprint() {
    return ModelSource.read(ModelSource.TINY_LLAMA, locations).fingerprint();
  }

  private TrialResult run(String fixed, @Nullable Path adapter) {
    TrialConfig config = TinyCommonsense.config(fixed);
    TrialRequest request = TinyCommonsense.request(config, null);
    try (CommonsenseTrialRunner runner = new CommonsenseTrialRunner(locations)) {
      return runner.run(
          adapter == null ? request : request.withAdapterDirectory(adapter), TrialListener.NONE);
    }
  }
}
