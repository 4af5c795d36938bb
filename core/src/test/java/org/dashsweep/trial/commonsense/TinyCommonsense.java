package org.dashsweep.trial.commonsense;

import java.nio.file.Path;
import java.util.List;
import org.dashsweep.space.TrialConfig;
import org.dashsweep.sweep.file.SweepSpecification;
import org.dashsweep.trial.TrialRequest;
import org.dashsweep.trial.catalogue.Experiments;
import org.jspecify.annotations.Nullable;

/** Trials of a few updates of the bundled LLaMA on the bundled questions. */
final class TinyCommonsense {
  /** The lines of a sweep's fixed values. */
  static final String LORA_DASH =
      """
        method: lora-dash
        rank: 2
        directions: 2
        launch-step: 3
        model: tiny-llama
        data: tiny
        optimizer-steps: 6
        batch-size: 4
        learning-rate: 1e-2
        adapter-dropout: 0.1
        data-sets: [boolq, piqa]
        evaluation-rows: 3
        validation-rows: 5
        evaluate-every: 2
        beams: 2
        max-new-tokens: 6
      """;

  private TinyCommonsense() {}

  /** The only configuration of a sweep with these fixed values. */
  static TrialConfig config(String fixed) {
    List<TrialConfig> cells =
        SweepSpecification.parse(
                "tiny.yaml",
                "name: tiny\nexperiment: commonsense\nfixed:\n" + fixed,
                Experiments.searchSpaces())
            .expand();
    if (cells.size() != 1) {
      throw new IllegalArgumentException("Not one cell: " + cells);
    }
    return cells.get(0);
  }

  static TrialRequest request(TrialConfig config, @Nullable Path checkpointDirectory) {
    return new TrialRequest("0123456789abcdef", config, 1, checkpointDirectory);
  }
}
