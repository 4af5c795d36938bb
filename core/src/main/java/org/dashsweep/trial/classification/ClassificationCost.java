package org.dashsweep.trial.classification;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.dashsweep.data.Example;
import org.dashsweep.data.LabelledData;
import org.dashsweep.file.Json;
import org.dashsweep.source.Locations;
import org.dashsweep.source.ModelSource;
import org.dashsweep.space.TrialConfig;
import org.dashsweep.trial.TrialSettings;
import org.dashsweep.weights.CheckpointException;

/**
 * The expected cost of a trial, from its floating-point operations alone. It is good enough to run
 * the longest trials first and to estimate roughly the time of a sweep.
 */
final class ClassificationCost {
  /** Operations a second of one core on such work, as measured on a 2025 server core. */
  private static final double OPERATIONS_PER_CORE_SECOND = 120e9;

  /** English text in sub-word vocabularies of about 30,000 entries. */
  private static final double CHARACTERS_PER_TOKEN = 4.7;

  /** Loading, compiling and writing. */
  private static final double FIXED_SECONDS = 1.0;

  private final Locations locations;
  private final Map<String, Double> parameters = new ConcurrentHashMap<>();
  private final Map<TrialConfig, TaskSize> sizes = new ConcurrentHashMap<>();

  ClassificationCost(Locations locations) {
    this.locations = locations;
  }

  /** Expected seconds on one core. */
  double coreSeconds(TrialConfig config) {
    ClassificationSettings settings = new ClassificationSettings(config);
    TrialSettings common = settings.common();
    // A sweep has far more cells than data sets, which take a while to find.
    TaskSize data =
        sizes.computeIfAbsent(
            config.only(ClassificationParameters.ROWS),
            task -> TaskSize.of(settings.data(locations)));
    double length = Math.min(settings.maximumLength(), data.meanTokens());
    double tokens = data.evaluationExamples() * length;
    if (common.trains()) {
      int rows = common.trainRows(data.trainRows());
      int steps = common.totalSteps(rows);
      int every = settings.evaluateEvery(rows);
      int before = every > 0 ? (steps - 1) / every : 0;
      double passes = common.method().type().trainsHeadAlone() ? 1 : 2;
      tokens += before * data.evaluationExamples() * length;
      tokens += passes * steps * common.batchSize() * length;
    }
    double operations = 2.0 * linearParameters(common.model()) * tokens;
    return FIXED_SECONDS + operations / OPERATIONS_PER_CORE_SECOND;
  }

  /** The facts of a task that its cost depends on. */
  private record TaskSize(int trainRows, int evaluationExamples, double meanTokens) {
    static TaskSize of(LabelledData data) {
      return new TaskSize(data.train().size(), data.evaluationExamples(), meanTokens(data.train()));
    }

    private static double meanTokens(List<Example> examples) {
      return examples.stream()
                  .mapToInt(
                      example ->
                          example.text().length()
                              + (example.pair() == null ? 0 : example.pair().length()))
                  .average()
                  .orElse(0)
              / CHARACTERS_PER_TOKEN
          + 3;
    }
  }

  private double linearParameters(String model) {
    return parameters.computeIfAbsent(
        model,
        name -> {
          JsonNode config = config(name);
          double hidden = config.path("hidden_size").asDouble();
          double wide = config.path("intermediate_size").asDouble();
          return config.path("num_hidden_layers").asDouble()
              * (4 * hidden * hidden + 2 * hidden * wide);
        });
  }

  /** The model's configuration; empty where there is none, which its trials will report. */
  private JsonNode config(String model) {
    try {
      return ModelSource.config(model, locations);
    } catch (CheckpointException absent) {
      return Json.MAPPER.createObjectNode();
    }
  }
}
