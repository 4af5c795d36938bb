package org.dashsweep.trial.commonsense;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.dashsweep.data.commonsense.PromptForm;
import org.dashsweep.data.commonsense.QuestionSet;
import org.dashsweep.data.questions.PlacedRow;
import org.dashsweep.model.Activations;
import org.dashsweep.source.Locations;
import org.dashsweep.source.ModelSource;
import org.dashsweep.space.TrialConfig;

/**
 * The expected cost of a trial, from its floating-point operations alone. It is good enough to run
 * the longest trials first and to estimate roughly the time of a sweep.
 */
final class CommonsenseCost {
  /** Operations a second of one core on such work, as measured on a 2025 server core. */
  private static final double OPERATIONS_PER_CORE_SECOND = 120e9;

  /** LLaMA's vocabularies on English text; the prompt's indentation is tokens of its own. */
  static final double CHARACTERS_PER_TOKEN = 3.8;

  /** The tokens of a short answer, and of what a beam search reads behind it before it ends. */
  private static final int TOKENS_OF_AN_ANSWER = 12;

  /** Loading, compiling and writing. */
  private static final double FIXED_SECONDS = 1.0;

  private final Locations locations;
  private final Map<String, Double> parameters = new ConcurrentHashMap<>();
  private final Map<TrialConfig, Texts> training = new ConcurrentHashMap<>();
  private final Map<TrialConfig, Texts> questions = new ConcurrentHashMap<>();

  /** The number of texts and their average length. */
  private record Texts(long count, double meanTokens) {}

  CommonsenseCost(Locations locations) {
    this.locations = locations;
  }

  /** Expected seconds on one core. */
  double coreSeconds(TrialConfig config) {
    CommonsenseSettings settings = new CommonsenseSettings(config);
    Texts asked =
        questions.computeIfAbsent(
            config.only(CommonsenseParameters.QUESTIONS), key -> questions(settings));
    double answered =
        asked.count()
            * settings.scorers().stream()
                .mapToDouble(scorer -> asked.meanTokens() + answerTokens(scorer, settings))
                .sum();
    double tokens = settings.common().trains() ? trainingTokens(settings) + answered : answered;
    double operations = 2.0 * linearParameters(settings.common().model()) * tokens;
    return FIXED_SECONDS + operations / OPERATIONS_PER_CORE_SECOND;
  }

  /** Tokens that go through the matrices in the training and its validations. */
  private double trainingTokens(CommonsenseSettings settings) {
    Texts rows =
        training.computeIfAbsent(
            settings.common().config().only(CommonsenseParameters.TRAINING_ROWS),
            key -> training(settings));
    int trained = settings.common().trainRows((int) rows.count() - settings.validationRows());
    int steps = settings.common().totalSteps(trained);
    double length = Math.min(settings.cutoff(), rows.meanTokens());
    double trainTokens = (double) steps * settings.common().batchSize() * length;
    int every = settings.common().evaluateEvery();
    long validations = every == 0 ? 0 : steps / every;
    double validated = (double) validations * settings.validationRows();
    // Forward, and backward without gradients of the frozen matrices.
    int passes = settings.memory().activations() == Activations.RECOMPUTED ? 3 : 2;
    return passes * trainTokens + validated * length;
  }

  /** Tokens that are read behind a prompt. */
  private static double answerTokens(Scorer scorer, CommonsenseSettings settings) {
    return switch (scorer) {
      case GENERATION -> (double) settings.decoding(List.of()).beams() * TOKENS_OF_AN_ANSWER;
      case LIKELIHOOD -> TOKENS_OF_AN_ANSWER;
    };
  }

  private Texts training(CommonsenseSettings settings) {
    LongAdder characters = new LongAdder();
    PromptForm prompt = settings.trainingPrompt();
    int count =
        new CommonsenseInputs(settings, locations)
            .training(placed -> characters.add(prompt.training(placed.row()).length()));
    return new Texts(count, characters.sum() / CHARACTERS_PER_TOKEN / count);
  }

  private Texts questions(CommonsenseSettings settings) {
    long count = 0;
    long characters = 0;
    CommonsenseInputs inputs = new CommonsenseInputs(settings, locations);
    for (QuestionSet set : settings.dataSets()) {
      for (PlacedRow placed : inputs.asked(set)) {
        count++;
        characters += set.prompt().evaluation(placed.row()).length();
      }
    }
    return new Texts(count, characters / CHARACTERS_PER_TOKEN / Math.max(1, count));
  }

  /** Counts the parameters of all blocks; the head's products are on few tokens in comparison. */
  private double linearParameters(String model) {
    return parameters.computeIfAbsent(
        model,
        name -> {
          JsonNode config = ModelSource.config(name, locations);
          double hidden = config.path("hidden_size").asDouble();
          double wide = config.path("intermediate_size").asDouble();
          double heads = config.path("num_attention_heads").asDouble(1);
          double keyHeads = config.path("num_key_value_heads").asDouble(heads);
          double headWidth = config.path("head_dim").asDouble(hidden / heads);
          return config.path("num_hidden_layers").asDouble()
              * (2 * hidden * headWidth * (heads + keyHeads) + 3 * hidden * wide);
        });
  }
}
