package org.dashsweep.jobs.results;

import org.dashsweep.trial.EvaluatedState;
import org.dashsweep.trial.FailureClass;
import org.dashsweep.trial.TrialResult;
import org.dashsweep.trial.TrialStatus;
import org.jspecify.annotations.Nullable;

/** How a trial ended, as its row in {@code trials} keeps it. */
public sealed interface Outcome {
  /** The status column. */
  TrialStatus status();

  /**
   * It was trained and evaluated.
   *
   * @param primaryMetric name of the metric the trial is judged by
   * @param primaryValue its value on the evaluation split, of the evaluated state
   * @param bestValue its best value over all evaluations
   * @param bestStep updates done when that was measured
   * @param evaluated the state that it was judged by, or null if whoever wrote the row did not say
   * @param adapterParameters trainable parameters of the method, without the head
   * @param headParameters trainable parameters of the task head
   * @param trainSeconds wall-clock seconds of training steps
   * @param evaluationSeconds wall-clock seconds of evaluation
   * @param trainTokens real (never padded) tokens trained on
   * @param peakMemoryBytes largest resident size of the process seen while the trial ran; of a
   *     trial on a GPU the most that was seen taken of the GPU's memory, by whatever process
   * @param device where it ran, such as {@code cpu} or {@code cuda:0}
   * @param threads intra-operation threads it used
   */
  record Succeeded(
      String primaryMetric,
      double primaryValue,
      double bestValue,
      int bestStep,
      @Nullable EvaluatedState evaluated,
      long adapterParameters,
      long headParameters,
      double trainSeconds,
      double evaluationSeconds,
      long trainTokens,
      long peakMemoryBytes,
      String device,
      int threads)
      implements Outcome {
    /** The part of a result that the trial's own row keeps. */
    public static Succeeded of(TrialResult result) {
      return new Succeeded(
          result.primaryMetric(),
          result.primaryValue(),
          result.bestValue(),
          result.bestStep(),
          result.evaluated(),
          result.adapterParameters(),
          result.headParameters(),
          result.trainSeconds(),
          result.evaluationSeconds(),
          result.trainTokens(),
          result.peakMemoryBytes(),
          result.device(),
          result.threads());
    }

    @Override
    public TrialStatus status() {
      return TrialStatus.SUCCEEDED;
    }
  }

  /**
   * It was stopped early, because others of its sweep were more promising.
   *
   * @param step updates it had made: the rung that it did not get beyond
   * @param metric what it was compared by
   * @param value of that metric
   * @param rule the rule that it was stopped by; under another one it may run again
   */
  record Stopped(int step, String metric, double value, String rule) implements Outcome {
    @Override
    public TrialStatus status() {
      return TrialStatus.STOPPED;
    }
  }

  /** It could not be finished. */
  record Failed(FailureClass failureClass, String message) implements Outcome {
    @Override
    public TrialStatus status() {
      return TrialStatus.FAILED;
    }
  }
}
