package org.dashsweep.trial;

import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.dashsweep.adapter.DirectionLaunch;

/**
 * Runs the evaluations of a trial that trains nothing. It keeps no checkpoint: a trial that is
 * stopped begins anew. The experiment decides what is evaluated.
 */
public final class UntunedRun {
  /** Updates that the model has seen in the trial. */
  public static final int STEP = 0;

  private final TrialRequest request;
  private final TrialListener listener;
  private final TrialMeter meter;

  /** A run before its first evaluation. */
  public UntunedRun(TrialRequest request, TrialListener listener) {
    this.request = request;
    this.listener = listener;
    this.meter = new TrialMeter(request, listener);
  }

  /**
   * Evaluates, and keeps the metrics and the time it took.
   *
   * @param metrics the rows that the evaluation adds to the results
   */
  public <T> T evaluate(Supplier<T> evaluation, Function<T, List<TrialResult.Evaluation>> metrics) {
    return meter.evaluate(evaluation, metrics);
  }

  /**
   * Reports how far an evaluation is, and has to be called while it is under way.
   *
   * @param done examples or questions that are done
   * @param total all of them
   * @throws TrialCancelledException if the listener wants the trial stopped
   */
  public void evaluated(int done, int total) {
    listener.evaluated(done, total);
    if (listener.cancelled()) {
      throw new TrialCancelledException(request.trialId(), STEP);
    }
  }

  /**
   * Returns the trial's measurements.
   *
   * @param judged the rows of the evaluations that the trial is judged by
   */
  public TrialResult finish(TrialResult.Judged judged, List<TrialResult.Prediction> predictions) {
    EvaluatedState state =
        new EvaluatedState(STEP, EvaluatedState.Choice.LAST_UPDATE, DirectionLaunch.NONE);
    return new TrialResult(
        meter.summary(judged, state, TrialMeter.Trained.NOTHING),
        List.of(),
        meter.measured().evaluations(),
        predictions,
        List.of());
  }
}
