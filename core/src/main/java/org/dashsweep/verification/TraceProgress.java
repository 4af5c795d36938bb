package org.dashsweep.verification;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.dashsweep.adapter.AdapterSet;
import org.dashsweep.adapter.LinearLayer;
import org.dashsweep.adapter.RankAllocation;
import org.dashsweep.adapter.TrainingClock;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.train.StepRecord;
import org.dashsweep.train.Training;

/**
 * Follows what trains from step to step, and compares it with a trace that did: {@code norms},
 * {@code samples}, {@code first_grad_norms}, and the ranks of a budget.
 */
final class TraceProgress {
  private static final int SAMPLES = 4;

  private final ReferenceFile trace;
  private final TraceSettings settings;
  private final TracedTensors tensors;
  private final List<float[][]> values = new ArrayList<>();
  private final List<RankAllocation> allocations = new ArrayList<>();
  private float[] firstGradients = {};

  TraceProgress(ReferenceFile trace, TraceSettings settings, TracedTensors tensors) {
    this.trace = trace;
    this.settings = settings;
    this.tensors = tensors;
  }

  /** Notes the state after the steps done so far. */
  void note(Training training, Map<String, Tensor> parameters, AdapterSet adapters) {
    int done = training.stepsDone();
    values.add(
        settings.trained().stream()
            .map(name -> tensors.find(name, parameters).orElseGet(() -> new float[0]))
            .toArray(float[][]::new));
    if (done == 1) {
      firstGradients = firstGradients(training);
    }
    if (done > 0) {
      settings
          .method()
          .allocation(adapters, new TrainingClock(done - 1L, 0, settings.steps(), 0))
          .ifPresent(allocations::add);
    }
  }

  /** The norms of the first step's gradients, which its first moments are a share of. */
  private float[] firstGradients(Training training) {
    StepRecord first = training.history().get(0);
    double limit = settings.optimizer().largestGradientNorm();
    double clipped = limit > 0 ? Math.min(1, limit / (first.gradientNorm() + 1e-6)) : 1;
    double share = (1 - settings.optimizer().beta1()) * clipped;
    Map<String, Tensor> moments = training.firstMoments();
    float[] norms = new float[settings.trained().size()];
    for (int i = 0; i < norms.length; i++) {
      norms[i] =
          (float)
              (tensors.find(settings.trained().get(i), moments).map(TraceProgress::norm).orElse(0.0)
                  / share);
    }
    return norms;
  }

  void compare(Checks checks) {
    boolean all = values.size() == settings.steps() + 1;
    if (trace.has("norms")) {
      require(all, checks, "norms", this::compareNorms);
    }
    if (trace.has("samples")) {
      require(all, checks, "samples", this::compareSamples);
    }
    if (trace.has("first_grad_norms")) {
      require(all, checks, "first_grad_norms", this::compareFirstGradients);
    }
    if (trace.has("live_ranks")) {
      require(all, checks, "live_ranks", this::compareRanks);
    }
  }

  private interface Comparison {
    void with(Checks checks);
  }

  private void require(boolean all, Checks checks, String name, Comparison comparison) {
    if (!all) {
      checks.incomparable(name, "the training ended before the trace's");
      return;
    }
    for (String trained : settings.trained()) {
      if (!tensors.knows(trained)) {
        checks.incomparable(name, "the method trains no " + trained);
        return;
      }
    }
    comparison.with(checks);
  }

  private boolean comparable(int tensor) {
    return !settings.notComparable().contains(settings.trained().get(tensor));
  }

  /** Norms over the largest that their tensor has. */
  private void compareNorms(Checks checks) {
    int trained = settings.trained().size();
    float[] expected = trace.floats("norms");
    float[] own = new float[expected.length];
    float[] other = new float[expected.length];
    for (int i = 0; i < trained; i++) {
      double largest = largest(expected, i, trained);
      for (int step = 0; step < values.size() && comparable(i); step++) {
        int at = step * trained + i;
        own[at] = (float) (norm(values.get(step)[i]) / largest);
        other[at] = (float) (expected[at] / largest);
      }
    }
    checks.compareDerived("norms", other, own, trace.shape("norms"), Tolerances.NORMS);
  }

  private static double largest(float[] values, int from, int step) {
    double largest = 1e-12;
    for (int at = from; at < values.length; at += step) {
      largest = Math.max(largest, Math.abs(values[at]));
    }
    return largest;
  }

  /** Changes of elements over the largest change that is known of their tensor. */
  private void compareSamples(Checks checks) {
    int row = settings.trained().size() * SAMPLES;
    float[] expected = trace.floats("samples");
    float[] own = new float[expected.length];
    float[] other = new float[expected.length];
    for (int i = 0; i < settings.trained().size(); i++) {
      double largest = 1e-12;
      for (int step = 0; step < values.size(); step++) {
        for (int k = 0; k < SAMPLES; k++) {
          int at = step * row + i * SAMPLES + k;
          other[at] = expected[at] - expected[i * SAMPLES + k];
          own[at] = sample(values.get(step)[i], k) - sample(values.get(0)[i], k);
          largest = Math.max(largest, Math.abs(other[at]));
        }
      }
      scale(own, other, i, comparable(i) ? 1 / largest : 0);
    }
    checks.compareDerived("samples", other, own, trace.shape("samples"), Tolerances.SAMPLES);
  }

  private void scale(float[] own, float[] other, int tensor, double factor) {
    int row = settings.trained().size() * SAMPLES;
    for (int step = 0; step < values.size(); step++) {
      for (int k = 0; k < SAMPLES; k++) {
        int at = step * row + tensor * SAMPLES + k;
        own[at] *= (float) factor;
        other[at] *= (float) factor;
      }
    }
  }

  /** Elements 0, n/3, 2n/3 and the last. */
  private static float sample(float[] values, int k) {
    int n = values.length;
    return n == 0 ? 0 : values[k == SAMPLES - 1 ? n - 1 : k * n / 3];
  }

  private void compareFirstGradients(Checks checks) {
    float[] expected = trace.floats("first_grad_norms").clone();
    float[] own = firstGradients.clone();
    IntStream.range(0, own.length)
        .filter(i -> !comparable(i))
        .forEach(
            i -> {
              own[i] = 0;
              expected[i] = 0;
            });
    checks.compareDerived(
        "first_grad_norms", expected, own, List.of((long) own.length), Tolerances.FIRST_GRADIENTS);
  }

  private void compareRanks(Checks checks) {
    List<Long> shape = trace.shape("live_ranks");
    if (allocations.size() != settings.steps()) {
      checks.incomparable("live_ranks", "the method allocates no ranks");
      return;
    }
    checks.compareIds(
        "live_ranks",
        trace.longs("live_ranks", sizes(shape)),
        allocations.stream().flatMapToLong(TraceProgress::ranks).toArray(),
        shape);
    checks.compareIds(
        "budget",
        trace.longs("budget", settings.steps()),
        allocations.stream().mapToLong(RankAllocation::budget).toArray(),
        trace.shape("budget"));
  }

  private static LongStream ranks(RankAllocation allocation) {
    return allocation.live().entrySet().stream()
        .sorted(Map.Entry.comparingByKey(Comparator.comparingInt(LinearLayer::block)))
        .mapToLong(Map.Entry::getValue);
  }

  private static long[] sizes(List<Long> shape) {
    return shape.stream().mapToLong(Long::longValue).toArray();
  }

  private static double norm(float[] values) {
    double squares = 0;
    for (float value : values) {
      squares += (double) value * value;
    }
    return Math.sqrt(squares);
  }
}
