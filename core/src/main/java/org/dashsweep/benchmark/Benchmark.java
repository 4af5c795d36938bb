package org.dashsweep.benchmark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dashsweep.data.EncodedData;
import org.dashsweep.data.LabelledData;
import org.dashsweep.data.catalogue.Tasks;
import org.dashsweep.model.ClassifierSettings;
import org.dashsweep.model.DropoutRates;
import org.dashsweep.model.EncoderConfig;
import org.dashsweep.model.EncoderModel;
import org.dashsweep.source.Locations;
import org.dashsweep.source.ModelSource;
import org.dashsweep.source.RandomDeberta;
import org.dashsweep.tensor.Device;
import org.dashsweep.tensor.Torch;
import org.dashsweep.tokenizer.TextTokenizer;
import org.dashsweep.trial.ResidentMemory;
import org.dashsweep.trial.classification.EncoderFamilies;
import org.jspecify.annotations.Nullable;

/**
 * Measures whole training steps and sets them against the machine's matrix products.
 *
 * <p>Methods and layouts that are compared take turns step by step on the same batches, so that
 * whatever else the machine does hits them alike.
 */
public final class Benchmark {
  private static final String NOTE =
      "These figures hold for this machine, these versions and this moment only.";
  private static final long SEED = 1;

  /** As a trial cuts examples unless it is told otherwise. */
  private static final int MAXIMUM_LENGTH = 128;

  /** Large enough for any processor to reach its best, small enough to repeat. */
  private static final int LARGE_PRODUCT = 2048;

  private static final Duration PRODUCT_WINDOW = Duration.ofMillis(100);

  private final BenchmarkSettings settings;
  private final int largeProduct;
  private final Duration productWindow;

  Benchmark(BenchmarkSettings settings, int largeProduct, Duration productWindow) {
    this.settings = settings;
    this.largeProduct = largeProduct;
    this.productWindow = productWindow;
  }

  /**
   * Runs a benchmark: a warm-up, the measured steps, and the products before and after them.
   *
   * @throws IllegalArgumentException if the settings do not fit the model or the task
   * @throws org.dashsweep.weights.CheckpointException if the model cannot be read
   * @throws org.dashsweep.model.ModelException if it is no model that is known here
   * @throws org.dashsweep.data.DataException if there is no such task or it cannot be read
   */
  public static BenchmarkReport run(BenchmarkSettings settings) {
    return new Benchmark(settings, LARGE_PRODUCT, PRODUCT_WINDOW).run();
  }

  BenchmarkReport run() {
    Machine machine = Machine.current();
    ModelSource source =
        RandomDeberta.read(settings.model())
            .orElseGet(() -> ModelSource.read(settings.model(), Locations.WORKING_DIRECTORY));
    try (EncoderModel base =
            EncoderFamilies.load(source, settings.basePrecision().precision(), Device.cpu());
        BenchmarkWorkers lanes = new BenchmarkWorkers(settings.concurrent(), settings.threads())) {
      StepBatches batches = batches(base.config(), source);
      List<EncoderContestant.Entry> entries = entries(batches);
      EncoderConfig config = base.config();
      MatrixProductPeak products =
          new MatrixProductPeak(lanes, products(), shapes(config, batches), productWindow);
      products.measure();
      List<BenchmarkWorker> contests =
          Stream.generate(BenchmarkWorker::new).limit(settings.concurrent()).toList();
      try {
        lanes.run(
            lane -> {
              contests.get(lane).prepare(entries, base, settings, SEED + lane);
              return lane;
            });
        AtomicInteger unfinished = new AtomicInteger(settings.concurrent());
        lanes.run(
            lane -> {
              contests.get(lane).measure(settings.steps(), unfinished);
              return lane;
            });
        long peakResidentBytes = ResidentMemory.peakBytes();
        products.measure();
        return report(
            machine,
            config,
            entries,
            batches,
            contests,
            peak(products),
            agreement(lanes, contests),
            peakResidentBytes);
      } finally {
        contests.forEach(BenchmarkWorker::close);
      }
    }
  }

  /** Of the first method's trial with packed batches, on the first step that was measured. */
  private @Nullable LogitAgreement agreement(
      BenchmarkWorkers lanes, List<BenchmarkWorker> contests) {
    List<Workload.Layout> layouts = settings.workload().layouts();
    if (layouts.size() == 1) {
      return null;
    }
    int step = settings.warmUpSteps() + 1;
    return lanes
        .run(lane -> contests.get(lane).contestants().get(0).compareLogits(step, layouts))
        .get(0)
        .require(settings.basePrecision().logitTolerance());
  }

  private StepBatches batches(EncoderConfig config, ModelSource source) {
    int steps = settings.warmUpSteps() + settings.steps();
    if (settings.workload() instanceof Workload.RandomTokens random) {
      requireLength("length", random.length(), config);
      return StepBatches.random(steps, random, config.vocabularySize(), SEED);
    }
    Workload.TaskBatches task = (Workload.TaskBatches) settings.workload();
    int length = task.maximumLength().orElse(Math.min(MAXIMUM_LENGTH, config.maximumPositions()));
    requireLength("max-length", length, config);
    LabelledData all = Tasks.withFiles(task.data()).load(task.task());
    int rows = (int) Math.min(all.train().size(), (long) steps * task.batchSize());
    try (TextTokenizer tokenizer = source.tokenizer().open()) {
      return StepBatches.ofTrial(
          steps,
          task.batchSize(),
          length,
          EncodedData.encode(all.withTrainRows(rows), tokenizer, length),
          SEED);
    }
  }

  private void requireLength(String name, int length, EncoderConfig config) {
    if (length > config.maximumPositions()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s must be at most %d, the longest sequence of %s: %d",
              name,
              config.maximumPositions(),
              settings.model(),
              length));
    }
  }

  private List<EncoderContestant.Entry> entries(StepBatches batches) {
    return settings.methods().stream()
        .flatMap(
            method ->
                settings.workload().layouts().stream()
                    .map(layout -> new EncoderContestant.Entry(method, layout, batches)))
        .toList();
  }

  private List<MatrixProduct> products() {
    return Stream.of(MatrixProduct.values())
        .filter(
            product ->
                product.precision() == BasePrecision.FLOAT32
                    || product.precision() == settings.basePrecision())
        .toList();
  }

  /** The large square, and the products of the model's linear layers on the first batch. */
  private List<MatrixProductPeak.Shape> shapes(EncoderConfig config, StepBatches batches) {
    int tokens = batches.tokens(1);
    int hidden = config.hiddenSize();
    int wide = config.intermediateSize();
    return List.of(
        new MatrixProductPeak.Shape(largeProduct, largeProduct, largeProduct),
        new MatrixProductPeak.Shape(tokens, hidden, 3 * hidden),
        new MatrixProductPeak.Shape(tokens, hidden, hidden),
        new MatrixProductPeak.Shape(tokens, hidden, wide),
        new MatrixProductPeak.Shape(tokens, wide, hidden));
  }

  private static BenchmarkReport.Peak peak(MatrixProductPeak products) {
    Comparator<BenchmarkReport.ProductRate> byRate =
        Comparator.comparingDouble(BenchmarkReport.ProductRate::operationsPerSecond);
    List<BenchmarkReport.ProductRate> rates = products.rates();
    return new BenchmarkReport.Peak(
        rates.stream()
            .filter(rate -> rate.operator().equals(MatrixProduct.FRAMEWORK.operator()))
            .max(byRate)
            .orElseThrow(),
        rates.stream().max(byRate).orElseThrow(),
        rates);
  }

  private BenchmarkReport report(
      Machine machine,
      EncoderConfig config,
      List<EncoderContestant.Entry> entries,
      StepBatches batches,
      List<BenchmarkWorker> contests,
      BenchmarkReport.Peak peak,
      @Nullable LogitAgreement agreement,
      long peakResidentBytes) {
    MeasurementSummary summary = new MeasurementSummary(settings, config, batches, peak);
    List<BenchmarkReport.Measurement> measurements =
        IntStream.range(0, entries.size())
            .mapToObj(
                i ->
                    summary.of(
                        entries.get(i),
                        contests.stream().map(lane -> lane.contestants().get(i)).toList()))
            .toList();
    return new BenchmarkReport(
        NOTE,
        run(config, batches),
        machine,
        new BenchmarkReport.Software(System.getProperty("java.version"), Torch.version()),
        measurements,
        comparisons(measurements),
        peak,
        agreement,
        peakResidentBytes);
  }

  private BenchmarkReport.Run run(EncoderConfig config, StepBatches batches) {
    Workload workload = settings.workload();
    DropoutRates used =
        config
            .dropout()
            .overridden(
                settings.hiddenDropout().orElse(ClassifierSettings.MODELS_OWN_RATE),
                settings.attentionDropout().orElse(ClassifierSettings.MODELS_OWN_RATE),
                ClassifierSettings.MODELS_OWN_RATE);
    return new BenchmarkReport.Run(
        settings.model(),
        workload instanceof Workload.TaskBatches task ? task.task() : null,
        workload.batchSize(),
        batches.maximumLength(),
        settings.basePrecision().toString(),
        used.hidden(),
        used.attention(),
        settings.steps(),
        settings.warmUpSteps(),
        settings.threads(),
        settings.concurrent());
  }

  /** Packed with padded of each method, and each further method with the first of its layout. */
  private List<BenchmarkReport.Comparison> comparisons(
      List<BenchmarkReport.Measurement> measurements) {
    int layouts = settings.workload().layouts().size();
    List<BenchmarkReport.Comparison> comparisons = new ArrayList<>();
    for (int i = 0; i < measurements.size(); i += layouts) {
      for (int layout = 1; layout < layouts; layout++) {
        comparisons.add(comparison(measurements, i, i + layout));
      }
    }
    for (int i = layouts; i < measurements.size(); i++) {
      comparisons.add(comparison(measurements, i, i % layouts));
    }
    return comparisons;
  }

  private static BenchmarkReport.Comparison comparison(
      List<BenchmarkReport.Measurement> measurements, int of, int with) {
    BenchmarkReport.Measurement first = measurements.get(of);
    BenchmarkReport.Measurement second = measurements.get(with);
    return new BenchmarkReport.Comparison(
        of,
        with,
        first.stepSeconds().percentile50() / second.stepSeconds().percentile50(),
        first.realTokensPerSecond() / second.realTokensPerSecond());
  }
}
