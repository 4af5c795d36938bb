package org.dashsweep.trial.classification;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.dashsweep.data.EncodedData;
import org.dashsweep.data.EncodedExample;
import org.dashsweep.data.EvaluationSet;
import org.dashsweep.data.TaskMetric;
import org.dashsweep.data.TaskMetrics;
import org.dashsweep.model.bert.BertModel;
import org.dashsweep.model.bert.TinyBert;
import org.dashsweep.space.TrialConfig;
import org.dashsweep.sweep.file.SweepSpecification;
import org.dashsweep.trial.TrialListener;
import org.dashsweep.trial.TrialRequest;
import org.dashsweep.trial.TrialResult;
import org.dashsweep.trial.catalogue.Experiments;
import org.jspecify.annotations.Nullable;

/** Trials of a few updates of a tiny BERT. */
final class TinyTrial {
  /** The lines of a sweep's fixed values. */
  static final String LORA_DASH =
      """
        method: lora-dash
        rank: 2
        directions: 2
        launch-step: 2
        model: tiny
        task: supersense
        batch-size: 4
        optimizer-steps: 5
        learning-rate: 1e-2
        evaluation-batch-size: 16
      """;

  private TinyTrial() {}

  /** The only configuration of a sweep with these fixed values. */
  static TrialConfig config(String fixed) {
    List<TrialConfig> cells =
        SweepSpecification.parse(
                "tiny.yaml", "name: tiny\nfixed:\n" + fixed, Experiments.searchSpaces())
            .expand();
    if (cells.size() != 1) {
      throw new IllegalArgumentException("Not one cell: " + cells);
    }
    return cells.get(0);
  }

  static TrialRequest request(TrialConfig config, @Nullable Path checkpointDirectory) {
    return new TrialRequest("0123456789abcdef", config, 1, checkpointDirectory);
  }

  /** Twenty random examples to learn from and twenty to evaluate on. */
  static EncodedData data() {
    List<EncodedExample> examples = TinyBert.examples(40);
    return new EncodedData(
        "random",
        TinyBert.CLASSES,
        TaskMetrics.usual(TaskMetric.ACCURACY, TinyBert.CLASSES),
        examples.subList(0, 20),
        List.of(new EvaluationSet<>("evaluation", examples.subList(20, 40))));
  }

  /** Runs a trial from start to end. */
  static TrialResult run(BertModel base, TrialConfig config) {
    try (ClassificationTrial trial =
        new ClassificationTrial(
            request(config, null),
            new ClassificationSettings(config),
            base,
            data(),
            Optional.empty(),
            TrialListener.NONE)) {
      return trial.run();
    }
  }
}
