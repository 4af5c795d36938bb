package org.dashsweep.benchmark;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dashsweep.tensor.Torch;

/**
 * Measures whole training steps: of an encoder against the machine's matrix products, of a LLaMA
 * with its memory and its decoding.
 *
 * <p>The ways to train that are compared take turns step by step on the same batches, so that
 * whatever else the machine does hits them alike.
 */
public final class Benchmark {
  private static final long SEED = 1;

  private final BenchmarkSettings settings;
  private final Consumer<String> progress;
  private final ProductSize products;

  /**
   * Settings for measuring matrix products.
   *
   * @param large rows and columns of the largest
   * @param window how long they are repeated at least, about
   */
  record ProductSize(int large, Duration window) {
    /** Large enough for any processor to reach its best, small enough to repeat. */
    static final ProductSize DEFAULT = new ProductSize(2048, Duration.ofMillis(100));
  }

  Benchmark(BenchmarkSettings settings, Consumer<String> progress, ProductSize products) {
    this.settings = settings;
    this.progress = progress;
    this.products = products;
  }

  /**
   * Runs a benchmark: a warm-up, the measured steps, and what else is measured of the subject.
   *
   * @param progress hears, in words, what is about to be measured
   * @throws IllegalArgumentException if the settings do not fit each other, the model or the data
   * @throws org.dashsweep.weights.CheckpointException if the model cannot be read
   * @throws org.dashsweep.model.ModelException if it is no model that is known here
   * @throws org.dashsweep.tokenizer.TokenizerException if the tokenizer cannot be read
   * @throws org.dashsweep.data.DataException if there are no such data or they cannot be read
   */
  public static BenchmarkReport run(BenchmarkSettings settings, Consumer<String> progress) {
    return new Benchmark(settings, progress, ProductSize.DEFAULT).run();
  }

  BenchmarkReport run() {
    Machine machine = Machine.current();
    try (BenchmarkWorkers workers =
            new BenchmarkWorkers(settings.concurrent(), settings.threads());
        Contest<?> contest =
            settings.subject() instanceof BenchmarkedLlama llama
                ? LlamaContest.open(settings, llama, workers, progress)
                : EncoderContest.open(
                    settings, (BenchmarkedEncoder) settings.subject(), workers, products)) {
      return measure(machine, workers, contest);
    }
  }

  private <M> BenchmarkReport measure(
      Machine machine, BenchmarkWorkers workers, Contest<M> contest) {
    contest.before();
    List<BenchmarkWorker<M>> lanes =
        Stream.generate(BenchmarkWorker<M>::new).limit(settings.concurrent()).toList();
    try {
      progress.accept("warm-up of all trainings");
      workers.forEach(lane -> lanes.get(lane).prepare(contest, settings, SEED + lane));
      AtomicInteger unfinished = new AtomicInteger(settings.concurrent());
      workers.forEach(
          lane -> lanes.get(lane).measure(settings.steps(), unfinished, this::announce));
      return report(machine, contest, lanes, contest.after(lanes.get(0).contestants()));
    } finally {
      lanes.forEach(BenchmarkWorker::close);
    }
  }

  private void announce(int step) {
    progress.accept(
        String.format(Locale.ROOT, "step %d of %d of all trainings", step, settings.steps()));
  }

  private <M> BenchmarkReport report(
      Machine machine,
      Contest<M> contest,
      List<BenchmarkWorker<M>> lanes,
      Contest.Findings findings) {
    MeasurementSummary<M> summary = new MeasurementSummary<>(settings, contest, lanes, findings);
    return new BenchmarkReport(
        contest.note(),
        contest.run(),
        machine,
        new BenchmarkReport.Software(System.getProperty("java.version"), Torch.version()),
        IntStream.range(0, contest.entries().size()).mapToObj(summary::measurement).toList(),
        contest.pairs().stream().map(summary::compare).toList(),
        findings.operations() == null ? null : findings.operations().peak(),
        findings.logits(),
        findings.peakResidentBytes(),
        findings.answering());
  }
}
