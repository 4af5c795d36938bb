package org.dashsweep.trial.commonsense;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.dashsweep.adapter.peft.AdapterDirectory;
import org.dashsweep.checkpoint.CheckpointException;
import org.dashsweep.sweep.Cell;
import org.dashsweep.trial.Locations;
import org.dashsweep.trial.ModelSource;
import org.dashsweep.trial.TrialExport;
import org.dashsweep.trial.TrialListener;
import org.dashsweep.trial.TrialRequest;
import org.dashsweep.trial.TrialResult;
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
    Cell cell = TinyCommonsense.cell(fixed);
    TrialRequest request = TinyCommonsense.request(cell, null);
    try (CommonsenseTrialRunner runner = new CommonsenseTrialRunner(locations)) {
      return runner.run(
          adapter == null ? request : request.withAdapterDirectory(adapter), TrialListener.NONE);
    }
  }
}
