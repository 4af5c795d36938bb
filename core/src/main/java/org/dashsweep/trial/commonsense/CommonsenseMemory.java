package org.dashsweep.trial.commonsense;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dashsweep.adapter.Method;
import org.dashsweep.data.ValidationDraw;
import org.dashsweep.data.commonsense.PromptForm;
import org.dashsweep.data.commonsense.QuestionSet;
import org.dashsweep.data.questions.PlacedRow;
import org.dashsweep.generation.DecodingBudget;
import org.dashsweep.generation.DecodingSettings;
import org.dashsweep.model.catalogue.DecoderFamilies;
import org.dashsweep.model.decoder.DecoderConfig;
import org.dashsweep.model.decoder.DecoderMemory;
import org.dashsweep.source.Locations;
import org.dashsweep.source.ModelSource;
import org.dashsweep.space.TrialConfig;
import org.dashsweep.train.BatchSchedule;
import org.dashsweep.trial.MemoryEstimate;
import org.dashsweep.trial.TrialSettings;

/**
 * The memory that a trial is expected to take for the largest of its own batches. Lengths are
 * guessed from characters. It reads a model's configuration and never its weights.
 */
final class CommonsenseMemory {
  private final Locations locations;
  private final Map<String, DecoderConfig> configs = new ConcurrentHashMap<>();
  private final Map<TrialConfig, int[]> training = new ConcurrentHashMap<>();
  private final Map<TrialConfig, Integer> questions = new ConcurrentHashMap<>();

  CommonsenseMemory(Locations locations) {
    this.locations = locations;
  }

  MemoryEstimate estimate(TrialConfig config) {
    CommonsenseSettings settings = new CommonsenseSettings(config);
    TrialSettings common = settings.common();
    Method method = common.method();
    DecoderMemory memory =
        new DecoderMemory(config(common.model()), common.basePrecision(), method);
    int longest =
        questions.computeIfAbsent(
            config.only(CommonsenseParameters.QUESTIONS), key -> longest(settings));
    List<DecoderMemory.Pass> passes =
        common.trains() ? passes(settings, lengths(config)) : List.of();
    long tokens = largest(passes, DecoderMemory.Pass::tokens);
    return new MemoryEstimate(
        memory.base(),
        memory.trained() + memory.frozen(),
        memory.trained(),
        2 * memory.trained(),
        common.trains() && settings.keepBest() ? memory.trained() : 0,
        common.recordChangeRatesEvery() > 0
            ? memory.singularVectorsOfChanges()
            : memory.singularVectors(),
        largest(passes, pass -> memory.activations(pass, settings.memory())),
        largest(passes, pass -> memory.gpuActivations(pass, settings.memory())),
        memory.heapReserve(tokens, settings.memory()),
        decoding(memory, settings, longest),
        memory.packed());
  }

  private static long largest(
      List<DecoderMemory.Pass> passes, ToLongFunction<DecoderMemory.Pass> of) {
    return passes.stream().mapToLong(of).max().orElse(0);
  }

  /** The forward and backward passes of the trial's own schedule. */
  private static List<DecoderMemory.Pass> passes(CommonsenseSettings settings, int[] lengths) {
    TrialSettings common = settings.common();
    int[] drawn =
        ValidationDraw.of(lengths.length, settings.validationRows(), settings.validationSeed())
            .train();
    int[] trained =
        Arrays.stream(drawn)
            .limit(common.trainRows(drawn.length))
            .map(row -> Math.min(settings.cutoff(), lengths[row]))
            .toArray();
    BatchSchedule schedule =
        new BatchSchedule(trained, common.batchSize(), common.order(), common.seed());
    int examples = common.training(trained.length).microBatchSize();
    return IntStream.rangeClosed(1, common.totalSteps(trained.length))
        .boxed()
        .flatMap(step -> parts(schedule.batch(step), trained, examples))
        .distinct()
        .toList();
  }

  private static Stream<DecoderMemory.Pass> parts(int[] batch, int[] lengths, int examples) {
    Stream.Builder<DecoderMemory.Pass> parts = Stream.builder();
    for (int from = 0; from < batch.length; from += examples) {
      int[] part =
          Arrays.stream(batch, from, Math.min(batch.length, from + examples))
              .map(row -> lengths[row])
              .toArray();
      long longest = Arrays.stream(part).max().orElseThrow();
      parts.add(
          new DecoderMemory.Pass(part.length, Arrays.stream(part).asLongStream().sum(), longest));
    }
    return parts.build();
  }

  private static long decoding(DecoderMemory memory, CommonsenseSettings settings, int longest) {
    DecodingSettings decoding = settings.decoding(List.of());
    DecodingBudget budget = settings.budget();
    long rows = decoding.rows(longest);
    // Prompts that share most of their tokens need few rows each: more of them are decoded at once.
    long cached = Math.max(rows, Math.min(budget.examples() * rows, budget.cachedTokens()));
    long prompts =
        Math.max(1, Math.min(budget.examples(), budget.cachedTokens() / decoding.rows(1)));
    return memory.decoding(
        // What all begin with is kept beside them.
        cached + longest,
        Math.max(longest, Math.min(budget.readTokens(), prompts * longest)),
        prompts * decoding.beams());
  }

  private DecoderConfig config(String model) {
    return configs.computeIfAbsent(
        model, name -> DecoderFamilies.read(name, ModelSource.config(name, locations)));
  }

  private int[] lengths(TrialConfig config) {
    return training.computeIfAbsent(
        config.only(CommonsenseParameters.TRAINING_ROWS),
        key -> training(new CommonsenseSettings(config)));
  }

  private int[] training(CommonsenseSettings settings) {
    IntStream.Builder lengths = IntStream.builder();
    PromptForm prompt = settings.trainingPrompt();
    new CommonsenseInputs(settings, locations)
        .training(placed -> lengths.add(tokens(prompt.training(placed.row()))));
    return lengths.build().toArray();
  }

  private int longest(CommonsenseSettings settings) {
    int longest = 1;
    CommonsenseInputs inputs = new CommonsenseInputs(settings, locations);
    for (QuestionSet set : settings.dataSets()) {
      for (PlacedRow placed : inputs.asked(set)) {
        longest = Math.max(longest, tokens(set.prompt().evaluation(placed.row())));
      }
    }
    return longest;
  }

  private static int tokens(String text) {
    return (int) Math.ceil(text.length() / CommonsenseCost.CHARACTERS_PER_TOKEN);
  }
}
