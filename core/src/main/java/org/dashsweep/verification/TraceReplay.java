package org.dashsweep.verification;

import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.dashsweep.adapter.AdapterSet;
import org.dashsweep.adapter.AdapterTensor;
import org.dashsweep.adapter.LinearLayer;
import org.dashsweep.adapter.Methods;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.train.DivergenceException;
import org.dashsweep.train.FineTuning;
import org.dashsweep.train.StepRecord;
import org.dashsweep.train.Training;

/**
 * Trains a model as other software did, from its inputs and initial values, and compares.
 *
 * @param <M> the model that trains
 */
final class TraceReplay<M> {
  private static final String INITIAL = "init.";
  private static final String FINAL = "final.";
  private static final String FROZEN = "frozen.";

  private final ReferenceFile trace;
  private final TraceSettings settings;
  private final TracedModel<M> traced;
  private final FineTuning<M> tuning;
  private final AdapterSet adapters;
  private final Checks checks;
  private final Map<String, String> head;
  private final Set<String> compared = new HashSet<>();
  private final TracedTensors tensors;
  private final TraceProgress progress;

  private TraceReplay(
      ReferenceFile trace,
      TraceSettings settings,
      TracedModel<M> traced,
      FineTuning<M> tuning,
      Checks checks) {
    this.trace = trace;
    this.settings = settings;
    this.traced = traced;
    this.tuning = tuning;
    this.adapters = tuning.adapters();
    this.checks = checks;
    this.head = traced.head(tuning.model());
    this.tensors = new TracedTensors(traced.base(), settings.method(), adapters, head);
    this.progress = new TraceProgress(trace, settings, tensors);
  }

  static <M> Verification run(TracedModel<M> traced, ReferenceFile trace, TraceSettings settings) {
    return run(traced, trace, settings, trace);
  }

  /**
   * Replays a trace.
   *
   * @param initial holds the initial values
   */
  static <M> Verification run(
      TracedModel<M> traced, ReferenceFile trace, TraceSettings settings, ReferenceFile initial) {
    Checks checks = new Checks(trace);
    TraceStart start = new TraceStart(initial, settings.method(), traced.base(), checks);
    FineTuning<M> tuning;
    try {
      tuning = traced.tuning(start);
    } catch (IllegalArgumentException e) {
      throw settings.misfit(e);
    }
    try (tuning) {
      return new TraceReplay<>(trace, settings, traced, tuning, checks).replay();
    }
  }

  private Verification replay() {
    Map<String, Tensor> start = tuning.parameters();
    for (String name : tensors.beyondLayers()) {
      if (trace.has(INITIAL + name)) {
        tensors.set(name, start, trace.floats(INITIAL + name));
      }
    }
    train();
    progress.compare(checks);
    adapters.layers().forEach(this::compareLayer);
    compareHead();
    compareBeyondLayers();
    try (TensorScope work = tuning.child()) {
      traced.compareLogits(checks, work, tuning.model());
    }
    readGiven();
    return checks.finish(
        "input_ids, attention_mask, labels, initial values, loss, lr, grad_norm, norms, samples,"
            + " final.logits and final.LAYER.NAME of what trains");
  }

  private void train() {
    List<StepRecord> steps;
    try {
      steps = steps(tuning.training());
    } catch (IllegalArgumentException e) {
      throw settings.misfit(e);
    }
    Tolerance losses =
        settings.trained().isEmpty() ? Tolerances.TRACE_LOSS : Tolerances.METHOD_LOSS;
    if (trace.has("loss") && trace.shape("loss").size() > 1) {
      traced.comparePasses(checks, trace.shape("loss"));
    } else {
      compare("loss", steps, StepRecord::loss, losses);
    }
    compare("lr", steps, StepRecord::learningRate, Tolerances.TRACE_RATE);
    if (settings.notComparable().isEmpty()) {
      compare("grad_norm", steps, StepRecord::gradientNorm, Tolerances.TRACE);
    }
  }

  /** All steps, or those before it diverged. */
  private List<StepRecord> steps(Training training) {
    try {
      progress.note(training, tuning.parameters(), adapters);
      while (!training.finished()) {
        training.step();
        progress.note(training, tuning.parameters(), adapters);
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
    for (String module : modules(layer)) {
      String name = FINAL + module + ".delta_w";
      if (trace.has(name)) {
        try (TensorScope work = tuning.child()) {
          Tensor change = settings.method().weightChange(work, adapters, traced.base(), layer);
          checks.compare(name, change.floats(), shape(change), Tolerances.TRACE);
        }
      }
    }
    settings.method().signPairs().stream()
        .filter(pair -> !adapters.trainedByName().containsKey(pair.columns().of(layer)))
        .forEach(
            pair -> {
              Signs.align(trace, FINAL, traced.base(), adapters, layer, pair);
              Signs.align(trace, FROZEN, traced.base(), adapters, layer, pair);
            });
    compareTensors(layer, settings.method().type().tensors());
    // Whatever another method trains is not to be passed over.
    compareTensors(layer, Methods.tensors());
  }

  /** Compares those tensors of a layer that a trace has and nothing has been compared with. */
  private void compareTensors(LinearLayer layer, List<AdapterTensor> candidates) {
    Map<String, Optional<Tensor>> own = new LinkedHashMap<>();
    for (AdapterTensor tensor : candidates) {
      Optional<Tensor> found = adapters.find(layer, tensor);
      TracedTensors.names(traced.base(), layer, tensor)
          .filter(name -> !tensors.beyondLayers().contains(name))
          .forEach(name -> own.merge(name, found, (one, other) -> one.or(() -> other)));
    }
    own.forEach(
        (name, tensor) -> {
          if (compared.add(name)) {
            compare(name, tensor);
          }
        });
  }

  private List<String> modules(LinearLayer layer) {
    return List.of(traced.base().moduleName(layer), traced.base().checkpointName(layer)).stream()
        .distinct()
        .toList();
  }

  private void compare(String name, Optional<Tensor> own) {
    for (String whole : List.of(FINAL + name, FROZEN + name)) {
      if (!trace.has(whole)) {
        continue;
      }
      if (own.isEmpty()) {
        checks.incomparable(
            whole,
            String.format(
                Locale.ROOT, "the method %s has no such tensor", settings.method().name()));
      } else if (own.get().elements() == count(trace.shape(whole))) {
        checks.compare(
            whole, own.get().floats(), sameButForOnes(trace.shape(whole), own.get()), tolerance());
      } else if (whole.startsWith(FINAL)) {
        checks.compare(whole, own.get().floats(), shape(own.get()), tolerance());
      }
    }
  }

  private Tolerance tolerance() {
    return settings.trained().isEmpty() ? Tolerances.TRACE : Tolerances.METHOD_TENSOR;
  }

  /** The reference's shape if it differs by sizes of 1 alone, else the tensor's own. */
  private static List<Long> sameButForOnes(List<Long> reference, Tensor own) {
    List<Long> shape = shape(own);
    return reference.stream()
            .filter(size -> size != 1)
            .toList()
            .equals(shape.stream().filter(size -> size != 1).toList())
        ? reference
        : shape;
  }

  private static long count(List<Long> shape) {
    return shape.stream().reduce(1L, (one, other) -> one * other);
  }

  private void compareHead() {
    Map<String, Tensor> parameters = tuning.parameters();
    head.forEach(
        (name, own) -> {
          Tensor tensor = parameters.get("head." + own);
          if (tensor != null) {
            checks.compare(FINAL + name, tensor.floats(), shape(tensor), tolerance());
          }
        });
  }

  /** Compares what belongs to no single layer and whose gradient is no rounding. */
  private void compareBeyondLayers() {
    Map<String, Tensor> parameters = tuning.parameters();
    for (String name : tensors.beyondLayers()) {
      if (trace.has(FINAL + name) && !settings.notComparable().contains(name)) {
        float[] own = tensors.find(name, parameters).orElseThrow();
        checks.compare(FINAL + name, own, trace.shape(FINAL + name), tolerance());
      }
    }
  }

  /** Notes what other values say too: weights that follow from W and initial values. */
  private void readGiven() {
    for (String name : trace.unused()) {
      if ((name.startsWith(FROZEN) && name.endsWith(".weight"))
          || name.equals("task_loss")
          || name.equals("grad_norm")
          || settings.notComparable().contains(name.replaceFirst("^final\\.", ""))
          || (name.startsWith(INITIAL) && tensors.knows(name.substring(INITIAL.length())))) {
        trace.floats(name);
      }
    }
  }

  private static List<Long> shape(Tensor tensor) {
    return Arrays.stream(tensor.shape()).boxed().toList();
  }
}
