package org.dashsweep.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.dashsweep.generation.Continuation;
import org.dashsweep.generation.Decoding;
import org.dashsweep.generation.DecodingBudget;
import org.dashsweep.generation.DecodingListener;
import org.dashsweep.generation.DecodingSettings;
import org.dashsweep.model.CausalDecoder;
import org.dashsweep.model.CausalLanguageModel;
import org.dashsweep.model.PackedBatch;

/** Measures the paper's decoder, prompt by prompt and many at once, in turn. */
final class DecodingBenchmark {
  private final List<? extends PackedBatch.Sequence> prompts;
  private final DecodingSettings settings;

  DecodingBenchmark(List<? extends PackedBatch.Sequence> prompts, List<Integer> endTokens) {
    this.prompts = prompts;
    this.settings = DecodingSettings.paper(endTokens);
  }

  BenchmarkReport.Answering measure(
      CausalLanguageModel model, int rounds, Consumer<String> progress) {
    try (CausalDecoder decoder = model.decoder()) {
      Side oneByOne = new Side(new Decoding(decoder, settings, DecodingBudget.oneByOne()));
      Side together = new Side(new Decoding(decoder, settings, DecodingBudget.DEFAULT));
      progress.accept("warm-up of the decoder");
      // Compiles the kernels of its shapes.
      together.decode();
      for (int round = 0; round < rounds; round++) {
        progress.accept(
            String.format(
                Locale.ROOT,
                "decoding one by one and together, round %d of %d",
                round + 1,
                rounds));
        oneByOne.round();
        together.round();
      }
      return report(oneByOne, together);
    }
  }

  private BenchmarkReport.Answering report(Side oneByOne, Side together) {
    int same = 0;
    double difference = 0;
    long tokens = 0;
    for (int i = 0; i < prompts.size(); i++) {
      Continuation one = oneByOne.found.get(i);
      Continuation other = together.found.get(i);
      same += one.tokens().equals(other.tokens()) ? 1 : 0;
      difference = Math.max(difference, Math.abs(one.score() - other.score()));
      tokens += one.tokens().size();
    }
    double slow = oneByOne.times().percentile50();
    double fast = together.times().percentile50();
    return new BenchmarkReport.Answering(
        prompts.size(),
        settings.beams(),
        settings.maximumNewTokens(),
        (double) tokens / prompts.size(),
        prompts.size() / slow,
        prompts.size() / fast,
        slow / fast,
        same,
        difference);
  }

  /** A budget's times and texts. */
  private final class Side {
    private final Decoding decoding;
    private final List<Double> seconds = new ArrayList<>();
    private List<Continuation> found = List.of();

    Side(Decoding decoding) {
      this.decoding = decoding;
    }

    void decode() {
      found = decoding.decode(prompts, DecodingListener.NONE);
    }

    void round() {
      long start = System.nanoTime();
      decode();
      seconds.add((System.nanoTime() - start) * 1e-9);
    }

    StepTimes times() {
      return StepTimes.of(seconds);
    }
  }
}
