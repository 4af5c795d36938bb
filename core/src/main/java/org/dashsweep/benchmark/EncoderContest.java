package org.dashsweep.benchmark;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.dashsweep.data.EncodedData;
import org.dashsweep.data.EncodedExample;
import org.dashsweep.data.LabelledData;
import org.dashsweep.data.catalogue.Tasks;
import org.dashsweep.model.ClassifierSettings;
import org.dashsweep.model.DropoutRates;
import org.dashsweep.model.EncoderConfig;
import org.dashsweep.model.EncoderModel;
import org.dashsweep.model.PackedBatch;
import org.dashsweep.model.Pooling;
import org.dashsweep.model.PositionAdapters;
import org.dashsweep.model.SequenceClassifier;
import org.dashsweep.model.TokenProduct;
import org.dashsweep.model.catalogue.EncoderFamilies;
import org.dashsweep.source.Locations;
import org.dashsweep.source.ModelSource;
import org.dashsweep.source.RandomDeberta;
import org.dashsweep.tensor.Closing;
import org.dashsweep.tensor.Device;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.tokenizer.TextTokenizer;
import org.dashsweep.train.ClassificationObjective;
import org.dashsweep.train.FineTuning;
import org.dashsweep.trial.ResidentMemory;
import org.jspecify.annotations.Nullable;

/** Every method of an encoder on every layout of the batches, set against matrix products. */
final class EncoderContest implements Contest<SequenceClassifier> {
  private static final long DATA_SEED = 1;

  /** The length that a trial cuts examples to by default. */
  private static final int MAXIMUM_LENGTH = 128;

  private final BenchmarkSettings settings;
  private final BenchmarkedEncoder subject;
  private final EncoderModel base;
  private final BenchmarkBatches batches;
  private final BenchmarkWorkers workers;
  private final MatrixProductPeak products;

  private EncoderContest(
      BenchmarkSettings settings,
      BenchmarkedEncoder subject,
      EncoderModel base,
      BenchmarkBatches batches,
      BenchmarkWorkers workers,
      Benchmark.ProductSize size) {
    this.settings = settings;
    this.subject = subject;
    this.base = base;
    this.batches = batches;
    this.workers = workers;
    this.products = new MatrixProductPeak(workers, products(), shapes(size.large()), size.window());
  }

  /** Loads the base and reads the data. */
  static EncoderContest open(
      BenchmarkSettings settings,
      BenchmarkedEncoder subject,
      BenchmarkWorkers workers,
      Benchmark.ProductSize size) {
    ModelSource source =
        RandomDeberta.read(subject.model())
            .or(() -> RandomEncoder.read(subject.model()))
            .orElseGet(() -> ModelSource.read(subject.model(), Locations.WORKING_DIRECTORY));
    EncoderModel base =
        EncoderFamilies.of(source.checkpoint(), source.config())
            .load(
                source.checkpoint(),
                source.config(),
                settings.basePrecision().precision(),
                Device.cpu());
    return Closing.onFailure(
        base,
        () -> {
          BenchmarkBatches batches = batches(settings.allSteps(), subject, base.config(), source);
          return new EncoderContest(settings, subject, base, batches, workers, size);
        });
  }

  private static BenchmarkBatches batches(
      int steps, BenchmarkedEncoder subject, EncoderConfig config, ModelSource source) {
    if (subject.workload() instanceof Workload.RandomTokens random) {
      requireLength("length", random.length(), subject, config);
      return BenchmarkBatches.random(steps, random, config.vocabularySize(), DATA_SEED);
    }
    Workload.TaskBatches task = (Workload.TaskBatches) subject.workload();
    int length = task.maximumLength().orElse(Math.min(MAXIMUM_LENGTH, config.maximumPositions()));
    requireLength("max-length", length, subject, config);
    LabelledData all = Tasks.withFiles(task.data()).load(task.task());
    int rows = (int) Math.min(all.train().size(), (long) steps * task.batchSize());
    try (TextTokenizer tokenizer = source.tokenizer().open()) {
      return BenchmarkBatches.ofTrial(
          steps,
          task.batchSize(),
          length,
          EncodedData.encode(all.withTrainRows(rows), tokenizer, length),
          DATA_SEED);
    }
  }

  private static void requireLength(
      String name, int length, BenchmarkedEncoder subject, EncoderConfig config) {
    if (length > config.maximumPositions()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s must be at most %d, the longest sequence of %s: %d",
              name,
              config.maximumPositions(),
              subject.model(),
              length));
    }
  }

  private List<PeakMatrixProduct> products() {
    return Stream.of(PeakMatrixProduct.values())
        .filter(
            product ->
                product.precision() == BenchmarkPrecision.FLOAT32
                    || product.precision() == settings.basePrecision())
        .toList();
  }

  /** The large square, and the products of the model's linear layers on the first batch. */
  private List<MatrixProductPeak.Shape> shapes(int large) {
    int tokens = batches.tokens(1);
    List<MatrixProductPeak.Shape> shapes = new ArrayList<>();
    shapes.add(new MatrixProductPeak.Shape(large, large, large));
    // Those that read a block's input are one product.
    shapes.add(
        new MatrixProductPeak.Shape(
            tokens,
            base.config().hiddenSize(),
            products(TokenProduct.Input.OF_BLOCK).mapToInt(TokenProduct::outputs).sum()));
    products(TokenProduct.Input.WITHIN_BLOCK)
        .map(product -> new MatrixProductPeak.Shape(tokens, product.inputs(), product.outputs()))
        .forEach(shapes::add);
    return shapes;
  }

  private Stream<TokenProduct> products(TokenProduct.Input input) {
    return base.config().tokenProducts().stream().filter(product -> product.input() == input);
  }

  @Override
  public List<Entry> entries() {
    return subject.methods().stream()
        .flatMap(
            method ->
                subject.workload().layouts().stream()
                    .map(layout -> new Entry(method, layout, null)))
        .toList();
  }

  /** Packed with padded of each method, and each further method with the first of its layout. */
  @Override
  public List<Pair> pairs() {
    int entries = entries().size();
    int layouts = subject.workload().layouts().size();
    List<Pair> pairs = new ArrayList<>();
    for (int i = 0; i < entries; i += layouts) {
      for (int layout = 1; layout < layouts; layout++) {
        pairs.add(new Pair(i, i + layout));
      }
    }
    for (int i = layouts; i < entries; i++) {
      pairs.add(new Pair(i, i % layouts));
    }
    return pairs;
  }

  @Override
  public FineTuning<SequenceClassifier> tuning(Entry entry, long seed) {
    return FineTuning.of(
        new FineTuning.Plan(
            entry.method(), base, batches.schedule(), Contestant.training(settings, seed)),
        (scope, adapters) -> base.classifier(scope, adapters, classifier(entry, seed)),
        (scope, model) ->
            new ClassificationObjective(
                scope, as(entry.layout(), model), batches.labels(), batches.examples()));
  }

  private ClassifierSettings classifier(Entry entry, long seed) {
    return new ClassifierSettings(
        batches.labels().outputs(),
        Pooling.MEAN,
        subject.hiddenDropout().orElse(ClassifierSettings.MODELS_OWN_RATE),
        subject.attentionDropout().orElse(ClassifierSettings.MODELS_OWN_RATE),
        ClassifierSettings.MODELS_OWN_RATE,
        entry.method().dropout(),
        PositionAdapters.BOTH,
        seed);
  }

  private SequenceClassifier as(Workload.Layout layout, SequenceClassifier model) {
    int paddingToken = Math.max(0, base.config().paddingToken());
    return switch (layout) {
      case PACKED -> model;
      case PADDED -> new PaddedBenchmark(model, PackedBatch::longest, paddingToken);
      case PADDED_TO_MAXIMUM ->
          new PaddedBenchmark(model, batch -> batches.maximumLength(), paddingToken);
    };
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
    Workload workload = subject.workload();
    DropoutRates used =
        base.config()
            .dropout()
            .overridden(
                subject.hiddenDropout().orElse(ClassifierSettings.MODELS_OWN_RATE),
                subject.attentionDropout().orElse(ClassifierSettings.MODELS_OWN_RATE),
                ClassifierSettings.MODELS_OWN_RATE);
    return new BenchmarkReport.EncoderRun(
        subject.model(),
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

  @Override
  public void before() {
    products.measure();
  }

  @Override
  public Findings after(List<Contestant<SequenceClassifier>> contestants) {
    long peakResidentBytes = ResidentMemory.peakBytes();
    products.measure();
    return new Findings(
        new Operations(peak(), this::operations),
        agreement(contestants.get(0).model()),
        peakResidentBytes,
        null,
        List.of());
  }

  private long operations(Entry entry, int step) {
    return StepOperations.of(
        base.config(),
        entry.method(),
        batches.labels().outputs(),
        batches.lengths(step, entry.layout()));
  }

  private BenchmarkReport.Peak peak() {
    Comparator<BenchmarkReport.ProductRate> byRate =
        Comparator.comparingDouble(BenchmarkReport.ProductRate::operationsPerSecond);
    List<BenchmarkReport.ProductRate> rates = products.rates();
    return new BenchmarkReport.Peak(
        rates.stream()
            .filter(rate -> rate.operator().equals(PeakMatrixProduct.FRAMEWORK.operator()))
            .max(byRate)
            .orElseThrow(),
        rates.stream().max(byRate).orElseThrow(),
        rates);
  }

  /**
   * Compares the layouts' logits by the first method's packed trial, on the first measured step.
   */
  private @Nullable BenchmarkAgreement agreement(SequenceClassifier model) {
    List<Workload.Layout> layouts = subject.workload().layouts();
    if (layouts.size() == 1) {
      return null;
    }
    PackedBatch packed =
        PackedBatch.of(
            batches.batch(settings.warmUpSteps() + 1).stream().map(EncodedExample::text).toList());
    return workers
        .one(() -> BenchmarkAgreement.of(packed.examples(), logits(model, packed, layouts)))
        .require(settings.basePrecision().logitTolerance());
  }

  private Map<Workload.Layout, float[]> logits(
      SequenceClassifier model, PackedBatch packed, List<Workload.Layout> layouts) {
    Map<Workload.Layout, float[]> logits = new EnumMap<>(Workload.Layout.class);
    for (Workload.Layout layout : layouts) {
      try (TensorScope pass = TensorScope.open()) {
        logits.put(layout, as(layout, model).logits(pass, packed).floats());
      }
    }
    return logits;
  }

  @Override
  public void close() {
    base.close();
  }
}
