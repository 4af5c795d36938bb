package org.dashsweep.benchmark;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.dashsweep.model.Activations;
import org.dashsweep.model.PackedBatch;
import org.dashsweep.model.llama.LlamaConfig;
import org.dashsweep.model.llama.LlamaModel;
import org.dashsweep.model.llama.RotaryEmbedding;
import org.dashsweep.source.RandomLlama;
import org.dashsweep.tensor.Torch;
import org.dashsweep.tokenizer.TextTokenizer;
import org.jspecify.annotations.Nullable;

/**
 * Measures training and decoding of a LLaMA with random weights on commonsense rows.
 *
 * <p>All trainings do each step in turn on the same rows, so that whatever else the machine does
 * hits them alike. Memory is measured before, with one of them at a time.
 */
public final class LanguageModelBenchmark {
  private static final String NOTE =
      "These figures hold for this machine, these versions and this moment only; the model's weights"
          + " are random.";
  private static final long SEED = 1;
  private static final double STANDARD_DEVIATION = 0.05;
  private static final double NORM_EPSILON = 1e-5;
  private static final double ROTARY_THETA = 10_000;
  private static final int POSITIONS = 2048;
  private static final int NO_PADDING_TOKEN = -1;

  private final LanguageModelSettings settings;
  private final Consumer<String> progress;
  private final Contest contest;

  private LanguageModelBenchmark(LanguageModelSettings settings, Consumer<String> progress) {
    this.settings = settings;
    this.progress = progress;
    this.contest = Contest.of(settings.adapters());
  }

  /**
   * Runs a benchmark.
   *
   * @param progress hears, in words, what is about to be measured
   * @throws IllegalArgumentException if the settings do not fit each other or the data
   * @throws org.dashsweep.data.DataException if the data cannot be read
   * @throws org.dashsweep.tokenizer.TokenizerException if the tokenizer cannot be read
   */
  public static LanguageModelReport run(LanguageModelSettings settings, Consumer<String> progress) {
    try (BenchmarkWorkers lanes = new BenchmarkWorkers(1, settings.computing().threads())) {
      return lanes.run(lane -> new LanguageModelBenchmark(settings, progress).run()).get(0);
    }
  }

  /** Indices of entries. */
  private record Pair(int of, int with) {}

  /** Who takes part, and who is compared with whom. */
  private record Contest(List<LanguageModelContestant.Entry> entries, List<Pair> pairs) {
    static Contest of(LanguageModelSettings.Adapters adapters) {
      Workload.Layout packed = Workload.Layout.PACKED;
      return new Contest(
          // The method last: it leaves the singular vectors of the base behind.
          List.of(
              new LanguageModelContestant.Entry(adapters.baseline(), packed, Activations.KEPT),
              new LanguageModelContestant.Entry(
                  adapters.baseline(), packed, Activations.RECOMPUTED),
              new LanguageModelContestant.Entry(
                  adapters.baseline(), Workload.Layout.PADDED, Activations.KEPT),
              new LanguageModelContestant.Entry(
                  adapters.baselineOfAllRanks(), packed, Activations.KEPT),
              new LanguageModelContestant.Entry(adapters.subject(), packed, Activations.KEPT),
              new LanguageModelContestant.Entry(
                  adapters.subject(), packed, Activations.RECOMPUTED)),
          List.of(new Pair(4, 3), new Pair(0, 2), new Pair(1, 0), new Pair(5, 4)));
    }
  }

  private LanguageModelReport run() {
    Machine machine = Machine.current();
    try (TextTokenizer tokenizer = TextTokenizer.read(settings.tokenizer());
        LlamaModel base = model(tokenizer.vocabularySize())) {
      CommonsenseRows rows = new CommonsenseRows(settings, tokenizer);
      PromptBatches batches = rows.training();
      List<PackedBatch.Sequence> questions =
          settings.questions() == 0 ? List.of() : rows.questions();
      List<@Nullable PeakMemory> memory = new ArrayList<>();
      for (LanguageModelContestant.Entry entry : contest.entries()) {
        progress.accept(
            String.format(
                Locale.ROOT,
                "memory of a step, training %d of %d",
                memory.size() + 1,
                contest.entries().size()));
        memory.add(memory(entry, base, batches));
      }
      List<LanguageModelContestant> contestants = new ArrayList<>();
      try {
        progress.accept("warm-up of all trainings");
        for (LanguageModelContestant.Entry entry : contest.entries()) {
          LanguageModelContestant contestant =
              new LanguageModelContestant(entry, base, batches, settings);
          contestants.add(contestant);
          contestant.warmUp();
        }
        takeTurns(contestants);
        LanguageModelSummary summary =
            new LanguageModelSummary(settings, batches, contest.entries(), contestants);
        OptionalInt end = tokenizer.specialTokens().endOfSequence();
        return new LanguageModelReport(
            NOTE,
            summary.run(tokenizer.vocabularySize()),
            machine,
            new BenchmarkReport.Software(System.getProperty("java.version"), Torch.version()),
            IntStream.range(0, contestants.size())
                .mapToObj(i -> summary.training(i, memory.get(i)))
                .toList(),
            contest.pairs().stream().map(pair -> summary.compare(pair.of(), pair.with())).toList(),
            questions.isEmpty()
                ? null
                : new DecodingBenchmark(questions, end.stream().boxed().toList())
                    .measure(contestants.get(0).model(), settings.rounds(), progress));
      } finally {
        contestants.forEach(LanguageModelContestant::close);
      }
    }
  }

  private LlamaModel model(int vocabulary) {
    LanguageModelSettings.Shape shape = settings.shape();
    return LlamaModel.load(
        new RandomLlama(
                vocabulary,
                shape.width(),
                shape.intermediate(),
                shape.width(),
                shape.layers(),
                STANDARD_DEVIATION,
                SEED)
            .draw("random-llama"),
        new LlamaConfig(
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
            new RotaryEmbedding(ROTARY_THETA, new RotaryEmbedding.Unscaled())),
        settings.computing().basePrecision().precision(),
        settings.computing().device());
  }

  private @Nullable PeakMemory memory(
      LanguageModelContestant.Entry entry, LlamaModel base, PromptBatches batches) {
    try (LanguageModelContestant contestant =
        new LanguageModelContestant(entry, base, batches, settings)) {
      contestant.warmUp();
      return PeakMemory.of(base.device(), contestant::step);
    }
  }

  private void takeTurns(List<LanguageModelContestant> contestants) {
    // Whoever goes second finds other caches: who that is changes from step to step.
    List<LanguageModelContestant> turns = new ArrayList<>(contestants);
    for (int step = 0; step < settings.steps(); step++) {
      progress.accept(
          String.format(Locale.ROOT, "step %d of %d of all trainings", step + 1, settings.steps()));
      turns.forEach(LanguageModelContestant::step);
      Collections.reverse(turns);
    }
  }
}
