package org.dashsweep.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.dashsweep.model.Activations;
import org.dashsweep.model.PackedBatch;
import org.dashsweep.model.TrainingMemory;
import org.dashsweep.model.decoder.DecoderAttention;
import org.dashsweep.model.decoder.DecoderConfig;
import org.dashsweep.model.decoder.DecoderLanguageModel;
import org.dashsweep.model.decoder.DecoderModel;
import org.dashsweep.model.decoder.RotaryEmbedding;
import org.dashsweep.source.RandomLlama;
import org.dashsweep.tokenizer.TextTokenizer;
import org.dashsweep.train.FineTuning;
import org.dashsweep.train.LanguageModelObjective;
import org.jspecify.annotations.Nullable;

/**
 * Methods, layouts and ways to keep activations of a LLaMA with random weights, with the memory
 * that a step of each needs, and the paper's decoder.
 */
final class LlamaContest implements Contest<DecoderLanguageModel> {
  private static final long WEIGHT_SEED = 1;
  private static final double STANDARD_DEVIATION = 0.05;
  private static final double NORM_EPSILON = 1e-5;
  private static final double ROTARY_THETA = 10_000;
  private static final int POSITIONS = 2048;
  private static final int NO_PADDING_TOKEN = -1;

  private final BenchmarkSettings settings;
  private final BenchmarkedLlama subject;
  private final BenchmarkWorkers workers;
  private final Consumer<String> progress;
  private final BenchmarkPrompts batches;
  private final List<PackedBatch.Sequence> questions;
  private final List<Integer> endTokens;
  private final DecoderModel base;
  private final List<@Nullable PeakMemory> memory = new ArrayList<>();

  private LlamaContest(
      BenchmarkSettings settings,
      BenchmarkedLlama subject,
      BenchmarkWorkers workers,
      Consumer<String> progress,
      TextTokenizer tokenizer) {
    this.settings = settings;
    this.subject = subject;
    this.workers = workers;
    this.progress = progress;
    BenchmarkRows rows = new BenchmarkRows(subject, tokenizer);
    this.batches = rows.training(settings.allSteps());
    this.questions = subject.questions() == 0 ? List.of() : rows.questions();
    this.endTokens = tokenizer.specialTokens().endOfSequence().stream().boxed().toList();
    // Last: it owns native memory that nobody would free if reading failed.
    this.base = model(tokenizer.vocabularySize());
  }

  /** Reads the data and draws the weights. */
  static LlamaContest open(
      BenchmarkSettings settings,
      BenchmarkedLlama subject,
      BenchmarkWorkers workers,
      Consumer<String> progress) {
    try (TextTokenizer tokenizer = TextTokenizer.read(subject.tokenizer())) {
      return new LlamaContest(settings, subject, workers, progress, tokenizer);
    }
  }

  private DecoderModel model(int vocabulary) {
    BenchmarkedLlama.Shape shape = subject.shape();
    return DecoderModel.load(
        new RandomLlama(
                vocabulary,
                shape.width(),
                shape.intermediate(),
                shape.width(),
                shape.layers(),
                STANDARD_DEVIATION,
                WEIGHT_SEED)
            .draw("random-llama"),
        new DecoderConfig(
            shape.width(),
            shape.layers(),
            shape.heads(),
            shape.heads(),
            shape.width() / shape.heads(),
            shape.intermediate(),
            vocabulary,
            POSITIONS,
            NO_PADDING_TOKEN,
            NORM_EPSILON,
            false,
            new RotaryEmbedding(ROTARY_THETA, new RotaryEmbedding.Unscaled()),
            DecoderAttention.PLAIN),
        settings.basePrecision().precision(),
        subject.device());
  }

  @Override
  public String note() {
    return "These figures hold for this machine, these versions and this moment only; the model's"
        + " weights are random.";
  }

  @Override
  public List<Entry> entries() {
    BenchmarkedLlama.Adapters adapters = subject.adapters();
    Workload.Layout packed = Workload.Layout.PACKED;
    // LoRA-Dash last: it leaves the singular vectors of the base behind.
    return List.of(
        new Entry(adapters.baseline(), packed, Activations.KEPT),
        new Entry(adapters.baseline(), packed, Activations.RECOMPUTED),
        new Entry(adapters.baseline(), Workload.Layout.PADDED, Activations.KEPT),
        new Entry(adapters.baselineOfAllRanks(), packed, Activations.KEPT),
        new Entry(adapters.subject(), packed, Activations.KEPT),
        new Entry(adapters.subject(), packed, Activations.RECOMPUTED));
  }

  @Override
  public List<Pair> pairs() {
    return List.of(new Pair(4, 3), new Pair(0, 2), new Pair(1, 0), new Pair(5, 4));
  }

  @Override
  public FineTuning<DecoderLanguageModel> tuning(Entry entry, long seed) {
    BenchmarkPrompts laidOut = batches.as(entry.layout());
    Activations activations = entry.activations() == null ? Activations.KEPT : entry.activations();
    return FineTuning.of(
        new FineTuning.Plan(
            entry.method(), base, laidOut.schedule(), Contestant.training(settings, seed)),
        (scope, adapters) ->
            new DecoderLanguageModel(
                scope,
                base,
                adapters,
                entry.method().dropout(),
                new TrainingMemory(activations, 0)),
        (scope, model) -> new LanguageModelObjective(model, laidOut.rows()));
  }

  @Override
  public int tokens(int step) {
    return batches.tokens(step);
  }

  @Override
  public int paddedTokens(int step) {
    return batches.paddedTokens(step);
  }

  @Override
  public BenchmarkReport.Run run() {
    BenchmarkedLlama.Shape shape = subject.shape();
    return new BenchmarkReport.LlamaRun(
        shape.width(),
        shape.layers(),
        shape.heads(),
        shape.intermediate(),
        base.config().vocabularySize(),
        subject.batchSize(),
        subject.cutoff(),
        mean(batches::tokens),
        mean(batches::paddedTokens),
        subject.adapters().dropout(),
        settings.steps(),
        settings.warmUpSteps(),
        settings.threads(),
        settings.basePrecision().toString(),
        subject.device().toString());
  }

  /** Over the measured steps. */
  private double mean(IntUnaryOperator ofStep) {
    return IntStream.rangeClosed(settings.warmUpSteps() + 1, settings.allSteps())
        .map(ofStep)
        .average()
        .orElseThrow();
  }

  @Override
  public void before() {
    for (Entry entry : entries()) {
      progress.accept(
          String.format(
              Locale.ROOT,
              "memory of a step, training %d of %d",
              memory.size() + 1,
              entries().size()));
      memory.add(workers.one(() -> memory(entry)));
    }
  }

  private @Nullable PeakMemory memory(Entry entry) {
    try (Contestant<DecoderLanguageModel> contestant =
        new Contestant<>(tuning(entry, WEIGHT_SEED), settings)) {
      contestant.warmUp();
      return PeakMemory.of(base.device(), contestant::step);
    }
  }

  @Override
  public Findings after(List<Contestant<DecoderLanguageModel>> contestants) {
    return new Findings(
        null, null, null, questions.isEmpty() ? null : answering(contestants.get(0)), memory);
  }

  private BenchmarkReport.Answering answering(Contestant<DecoderLanguageModel> contestant) {
    return workers.one(
        () ->
            new DecodingBenchmark(questions, endTokens)
                .measure(contestant.model(), subject.rounds(), progress));
  }

  @Override
  public void close() {
    base.close();
  }
}
