package org.dashsweep.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dashsweep.generation.Continuation;
import org.dashsweep.generation.Decoding;
import org.dashsweep.generation.DecodingBudget;
import org.dashsweep.generation.DecodingListener;
import org.dashsweep.generation.DecodingSettings;
import org.dashsweep.model.CausalLanguageModel;
import org.dashsweep.model.CountingDecoder;
import org.dashsweep.model.PackedBatch;

/** Measures the paper's decoder, prompt by prompt and many at once in two ways, in turn. */
final class DecodingBenchmark {
  private final List<? extends PackedBatch.Sequence> prompts;
  private final DecodingSettings settings;

  DecodingBenchmark(List<? extends PackedBatch.Sequence> prompts, List<Integer> endTokens) {
    this.prompts = prompts;
    this.settings = DecodingSettings.paper(endTokens);
  }

  BenchmarkReport.Answering measure(
      CausalLanguageModel model, int rounds, Consumer<String> progress) {
    try (CountingDecoder decoder = new CountingDecoder(model.decoder())) {
      Side oneByOne = new Side("one by one", decoder, DecodingBudget.oneByOne());
      Side whole = new Side("together", decoder, DecodingBudget.DEFAULT.withoutSharing());
      Side shared = new Side("together, beginning read once", decoder, DecodingBudget.DEFAULT);
      progress.accept("warm-up of the decoder");
      // Compiles the kernels of its shapes.
      whole.decode();
      shared.decode();
      for (int round = 0; round < rounds; round++) {
        progress.accept(
            String.format(
                Locale.ROOT,
                "decoding one by one and together, round %d of %d",
                round + 1,
                rounds));
        List.of(oneByOne, whole, shared).forEach(Side::round);
      }
      return report(oneByOne, whole, shared);
    }
  }

  private BenchmarkReport.Answering report(Side oneByOne, Side whole, Side shared) {
    double difference = 0;
    long tokens = 0;
    for (int i = 0; i < prompts.size(); i++) {
      Continuation one = oneByOne.found.get(i);
      difference = Math.max(difference, Math.abs(one.score() - shared.found.get(i).score()));
      tokens += one.tokens().size();
    }
    return new BenchmarkReport.Answering(
        prompts.size(),
        settings.beams(),
        settings.maximumNewTokens(),
        (double) tokens / prompts.size(),
        oneByOne.perSecond(),
        shared.perSecond(),
        shared.perSecond() / oneByOne.perSecond(),
        shared.same(oneByOne),
        difference,
        Stream.of(oneByOne, whole, shared).map(side -> side.against(oneByOne)).toList());
  }

  /** A budget's times and texts. */
  private final class Side {
    private final String name;
    private final CountingDecoder decoder;
    private final Decoding decoding;
    private final List<Double> seconds = new ArrayList<>();
    private List<Continuation> found = List.of();
    private long promptTokens;
    private long branchTokens;

    Side(String name, CountingDecoder decoder, DecodingBudget budget) {
      this.name = name;
      this.decoder = decoder;
      this.decoding = new Decoding(decoder, settings, budget);
    }

    void decode() {
      long promptsBefore = decoder.promptTokens();
      long branchesBefore = decoder.branchTokens();
      found = decoding.decode(prompts, DecodingListener.NONE);
      promptTokens = decoder.promptTokens() - promptsBefore;
      branchTokens = decoder.branchTokens() - branchesBefore;
    }

    void round() {
      long start = System.nanoTime();
      decode();
      seconds.add((System.nanoTime() - start) * 1e-9);
    }

    double perSecond() {
      return prompts.size() / StepTimes.of(seconds).percentile50();
    }

    /** Returns the number of texts that another side found too. */
    int same(Side other) {
      return (int)
          IntStream.range(0, found.size())
              .filter(i -> found.get(i).tokens().equals(other.found.get(i).tokens()))
              .count();
    }

    BenchmarkReport.DecodingWay against(Side slowest) {
      return new BenchmarkReport.DecodingWay(
          name,
          promptTokens,
          branchTokens,
          perSecond(),
          perSecond() / slowest.perSecond(),
          same(slowest));
    }
  }
}
