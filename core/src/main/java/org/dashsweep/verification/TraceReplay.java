package org.dashsweep.verification;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.dashsweep.adapter.AdapterSet;
import org.dashsweep.adapter.AdapterTensor;
import org.dashsweep.adapter.LinearLayer;
import org.dashsweep.adapter.Methods;
import org.dashsweep.adapter.SignPair;
import org.dashsweep.data.BatchOrder;
import org.dashsweep.data.BatchSchedule;
import org.dashsweep.model.CausalBatch;
import org.dashsweep.model.catalogue.DecoderFamilies;
import org.dashsweep.model.decoder.DecoderConfig;
import org.dashsweep.model.decoder.DecoderLanguageModel;
import org.dashsweep.model.decoder.DecoderModel;
import org.dashsweep.tensor.Device;
import org.dashsweep.tensor.Precision;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.train.DivergenceException;
import org.dashsweep.train.FineTuning;
import org.dashsweep.train.LanguageModelObjective;
import org.dashsweep.train.StepRecord;
import org.dashsweep.train.Training;
import org.dashsweep.weights.huggingface.HuggingFaceDirectory;

/** Trains a decoder as other software did, from its inputs and initial values, and compares. */
final class TraceReplay {
  private final ReferenceFile trace;
  private final TraceSettings settings;
  private final DecoderModel base;
  private final FineTuning<DecoderLanguageModel> tuning;
  private final AdapterSet adapters;
  private final List<CausalRows> batches;
  private final Checks checks;

  private TraceReplay(
      ReferenceFile trace,
      TraceSettings settings,
      DecoderModel base,
      FineTuning<DecoderLanguageModel> tuning,
      List<CausalRows> batches) {
    this.trace = trace;
    this.settings = settings;
    this.base = base;
    this.tuning = tuning;
    this.adapters = tuning.adapters();
    this.batches = batches;
    this.checks = new Checks(trace);
  }

  static Verification run(
      HuggingFaceDirectory directory, ReferenceFile trace, TraceSettings settings, Device device) {
    DecoderConfig config =
        DecoderFamilies.read(
            directory.directory().resolve("config.json").toString(), directory.config());
    try (DecoderModel base =
        DecoderModel.load(directory.checkpoint(), config, Precision.FLOAT32, device)) {
      List<CausalRows> batches = batches(trace, settings);
      try (FineTuning<DecoderLanguageModel> tuning = tuning(trace, settings, base, batches)) {
        return new TraceReplay(trace, settings, base, tuning, batches).replay();
      }
    }
  }

  private static FineTuning<DecoderLanguageModel> tuning(
      ReferenceFile trace, TraceSettings settings, DecoderModel base, List<CausalRows> batches) {
    List<CausalBatch.Sequence> examples =
        batches.stream()
            .<CausalBatch.Sequence>flatMap(
                rows -> rows.sequences(base.config().vocabularySize()).stream())
            .toList();
    BatchSchedule schedule =
        new BatchSchedule(
            examples.stream().mapToInt(example -> example.tokenIds().length).toArray(),
            settings.batch(),
            new BatchOrder.AsGiven(),
            0);
    try {
      return FineTuning.of(
          new FineTuning.Plan(settings.method(), base, schedule, settings.training()),
          (scope, adapters) -> {
            for (LinearLayer layer : adapters.layers()) {
              initial(settings)
                  .forEach(
                      tensor ->
                          setInitialValues(
                              trace, base, adapters.get(layer, tensor), layer, tensor));
            }
            return new DecoderLanguageModel(scope, base, adapters, 0);
          },
          (scope, model) -> new LanguageModelObjective(model, examples));
    } catch (IllegalArgumentException e) {
      throw settings.misfit(e);
    }
  }

  private Verification replay() {
    train();
    adapters.layers().forEach(this::compareLayer);
    compareLogits();
    return checks.finish(
        "input_ids, attention_mask, labels, "
            + initialNames()
            + "loss, lr, grad_norm, final.logits and final.LAYER.NAME of the adapted layers");
  }

  private static List<CausalRows> batches(ReferenceFile trace, TraceSettings settings) {
    List<CausalRows> batches = new ArrayList<>();
    long[] shape = {settings.steps(), settings.batch(), settings.length()};
    long[] ids = trace.longs("input_ids", shape);
    long[] masks = trace.longs("attention_mask", shape);
    long[] labels = trace.longs("labels", shape);
    int size = settings.batch() * settings.length();
    for (int step = 0; step < settings.steps(); step++) {
      int from = step * size;
      MaskedRows rows =
          MaskedRows.of(
              trace,
              String.format(Locale.ROOT, "attention_mask[%d]", step),
              Arrays.copyOfRange(masks, from, from + size),
              settings.length());
      batches.add(
          new CausalRows(
              trace,
              rows,
              "",
              Arrays.copyOfRange(ids, from, from + size),
              Arrays.copyOfRange(labels, from, from + size)));
    }
    return batches;
  }

  private String initialNames() {
    return initial(settings)
        .map(tensor -> "init.LAYER." + tensor.initial() + ", ")
        .collect(joining());
  }

  private static Stream<AdapterTensor> initial(TraceSettings settings) {
    return settings.method().type().tensors().stream().filter(tensor -> tensor.initial() != null);
  }

  private static void setInitialValues(
      ReferenceFile trace, DecoderModel base, Tensor own, LinearLayer layer, AdapterTensor tensor) {
    String name =
        String.format(Locale.ROOT, "init.%s.%s", base.checkpointName(layer), tensor.initial());
    if (!trace.shape(name).equals(shape(own))) {
      throw trace.problem(
          name,
          String.format(Locale.ROOT, "must have shape %s, not %s", shape(own), trace.shape(name)));
    }
    own.set(trace.floats(name));
  }

  private void train() {
    List<StepRecord> steps;
    try {
      steps = steps(tuning.training());
    } catch (IllegalArgumentException e) {
      throw settings.misfit(e);
    }
    compare("loss", steps, StepRecord::loss, Tolerances.TRACE_LOSS);
    compare("lr", steps, StepRecord::learningRate, Tolerances.TRACE_RATE);
    compare("grad_norm", steps, StepRecord::gradientNorm, Tolerances.TRACE);
  }

  /** All steps, or those before it diverged. */
  private static List<StepRecord> steps(Training training) {
    try {
      while (!training.finished()) {
        training.step();
      }
    } catch (DivergenceException noFurther) {
      // The steps that are missing compare as NaN.
    }
    return List.copyOf(training.history());
  }

  private void compare(
      String name,
      List<StepRecord> steps,
      ToDoubleFunction<StepRecord> value,
      Tolerance tolerance) {
    float[] values = new float[settings.steps()];
    Arrays.fill(values, Float.NaN);
    for (int i = 0; i < steps.size(); i++) {
      values[i] = (float) value.applyAsDouble(steps.get(i));
    }
    checks.compare(name, values, List.of((long) values.length), tolerance);
  }

  private void compareLayer(LinearLayer layer) {
    String prefix = String.format(Locale.ROOT, "final.%s.", base.checkpointName(layer));
    try (TensorScope work = tuning.child()) {
      Tensor change = settings.method().weightChange(work, adapters, base, layer);
      checks.compare(prefix + "delta_w", change.floats(), shape(change), Tolerances.TRACE);
    }
    settings.method().signPairs().forEach(pair -> alignSigns(prefix, layer, pair));
    for (AdapterTensor tensor : Methods.tensors()) {
      if (tensor.trace() != null) {
        compare(prefix + tensor.trace(), adapters.find(layer, tensor));
      }
    }
  }

  private void compare(String name, Optional<Tensor> own) {
    if (own.isPresent()) {
      checks.compare(name, own.get().floats(), shape(own.get()), Tolerances.TRACE);
    } else if (trace.has(name)) {
      checks.incomparable(
          name,
          String.format(Locale.ROOT, "the method %s has no such tensor", settings.method().name()));
    }
  }

  /**
   * Gives each direction the signs of the reference: turning both of its vectors round changes
   * nothing.
   */
  private void alignSigns(String prefix, LinearLayer layer, SignPair pair) {
    Optional<Tensor> columns = adapters.find(layer, pair.columns());
    String name = prefix + pair.columns().trace();
    if (columns.isEmpty() || !trace.has(name) || !trace.shape(name).equals(shape(columns.get()))) {
      return;
    }
    Tensor left = columns.get();
    Tensor right = adapters.get(layer, pair.rows());
    float[] u = left.floats();
    float[] v = right.floats();
    float[] expected = trace.floats(name);
    int directions = (int) left.size(1);
    for (int i = 0; i < directions; i++) {
      double product = 0;
      for (int at = i; at < u.length; at += directions) {
        product += (double) u[at] * expected[at];
      }
      if (product < 0) {
        for (int at = i; at < u.length; at += directions) {
          u[at] = -u[at];
        }
        for (int at = i * layer.inputs(); at < (i + 1) * layer.inputs(); at++) {
          v[at] = -v[at];
        }
      }
    }
    left.set(u);
    right.set(v);
  }

  private void compareLogits() {
    try (TensorScope work = tuning.child()) {
      CausalBatch first = batches.get(0).pack(base.config().vocabularySize());
      Tensor logits = tuning.model().logits(work, first).rows(0, first.realTokens());
      checks.compareTokens(
          "final.logits", logits.floats(), batches.get(0).rows(), Tolerances.HIDDEN);
    }
  }

  private static List<Long> shape(Tensor tensor) {
    return Arrays.stream(tensor.shape()).boxed().toList();
  }
}
