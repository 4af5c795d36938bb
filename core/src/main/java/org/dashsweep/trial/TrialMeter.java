package org.dashsweep.trial;

import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.dashsweep.tensor.Device;
import org.jspecify.annotations.Nullable;

/** Measures a trial: the metrics of its evaluations, their time, and the memory taken. */
final class TrialMeter {
  private final TrialRequest request;
  private final TrialListener listener;
  private Measurements measured = Measurements.NONE;

  /**
   * The training of a trial, in numbers.
   *
   * @param adapterParameters trained scalars of the adapters
   * @param headParameters trained scalars beside the adapters
   * @param seconds wall-clock
   * @param tokens real (never padded) tokens trained on
   * @param unmoved names of trainable tensors that never changed; null if there is none
   */
  record Trained(
      long adapterParameters,
      long headParameters,
      double seconds,
      long tokens,
      @Nullable String unmoved) {
    /** No training at all. */
    static final Trained NOTHING = new Trained(0, 0, 0, 0, null);
  }

  TrialMeter(TrialRequest request, TrialListener listener) {
    this.request = request;
    this.listener = listener;
  }

  /** Evaluates, and keeps the metrics and the time it took. */
  <T> T evaluate(Supplier<T> evaluation, Function<T, List<TrialResult.Evaluation>> metrics) {
    listener.phase(TrialListener.Phase.EVALUATING);
    long start = System.nanoTime();
    T evaluated = evaluation.get();
    measured =
        measured.withEvaluation(metrics.apply(evaluated), (System.nanoTime() - start) * 1e-9);
    measureMemory();
    return evaluated;
  }

  /** Measures the memory of the GPU that computes, if CUDA tells it, or of this process. */
  void measureMemory() {
    measured =
        measured.withTakenMemory(
            request.device() instanceof Device.Cuda gpu
                ? gpu.usedBytes().orElseGet(ResidentMemory::bytes)
                : ResidentMemory.bytes());
  }

  /** Returns the measurements so far. */
  Measurements measured() {
    return measured;
  }

  /** Goes on from the measurements of an earlier attempt. */
  void resume(Measurements earlier) {
    measured = earlier;
  }

  /** Returns the part of the result that the trial's own row keeps. */
  TrialResult.Summary summary(
      TrialResult.Judged judged, EvaluatedState evaluated, Trained trained) {
    return new TrialResult.Summary(
        TrialResult.Score.of(judged, measured.evaluations()),
        evaluated,
        new TrialResult.Cost(
            trained.adapterParameters(),
            trained.headParameters(),
            trained.seconds(),
            measured.evaluationSeconds(),
            trained.tokens(),
            measured.peakMemoryBytes(),
            trained.unmoved()),
        new TrialResult.Computing(request.device().toString(), request.threads()));
  }
}
