package org.dashsweep.trial;

import java.util.List;
import org.dashsweep.adapter.ChosenDirection;
import org.jspecify.annotations.Nullable;

/**
 * What a finished trial measured.
 *
 * @param primaryMetric name of the metric the trial is judged by
 * @param primaryValue its value on the evaluation split, of the evaluated state
 * @param bestValue its best value over all evaluations of the trial, the last included: chosen on
 *     the split that it was measured on, and so flattering
 * @param bestStep updates done when that was measured
 * @param evaluated the state that the primary value, the predictions, the directions and the counts
 *     of parameters are of
 * @param adapterParameters trainable parameters of the method, without the head
 * @param headParameters trainable parameters of the task head
 * @param trainSeconds wall-clock seconds of training steps
 * @param evaluationSeconds wall-clock seconds of evaluation
 * @param trainTokens real (never padded) tokens trained on
 * @param peakMemoryBytes largest resident size of the process seen while the trial ran; of a trial
 *     on a GPU the most that was seen taken of the GPU's memory, by whatever process
 * @param device where it ran, such as {@code cpu} or {@code cuda:0}
 * @param threads intra-operation threads it used
 * @param steps one row per optimiser update
 * @param evaluations one row per evaluation and metric
 * @param predictions one row per evaluated example
 * @param directions the task-specific directions chosen, with their coefficients
 */
public record TrialResult(
    String primaryMetric,
    double primaryValue,
    double bestValue,
    int bestStep,
    EvaluatedState evaluated,
    long adapterParameters,
    long headParameters,
    double trainSeconds,
    double evaluationSeconds,
    long trainTokens,
    long peakMemoryBytes,
    String device,
    int threads,
    List<Step> steps,
    List<Evaluation> evaluations,
    List<Prediction> predictions,
    List<Direction> directions) {
  public TrialResult {
    steps = List.copyOf(steps);
    evaluations = List.copyOf(evaluations);
    predictions = List.copyOf(predictions);
    directions = List.copyOf(directions);
  }

  /**
   * The same, with another name for where it ran.
   *
   * @param name for the tables
   */
  public TrialResult on(String name) {
    return new TrialResult(
        primaryMetric,
        primaryValue,
        bestValue,
        bestStep,
        evaluated,
        adapterParameters,
        headParameters,
        trainSeconds,
        evaluationSeconds,
        trainTokens,
        peakMemoryBytes,
        name,
        threads,
        steps,
        evaluations,
        predictions,
        directions);
  }

  /** Which of its evaluations a trial is judged by; more is better. */
  public record Judged(String dataset, String split, String metric) {
    boolean by(Evaluation row) {
      return row.dataset().equals(dataset)
          && row.split().equals(split)
          && row.metric().equals(metric);
    }
  }

  /**
   * One optimiser update.
   *
   * @param step from 1
   * @param loss mean loss of the update's batch, before the update
   * @param gradientNorm before clipping
   * @param tokens real tokens of the batch
   * @param seconds wall-clock seconds of the update
   */
  public record Step(
      int step,
      double loss,
      double learningRate,
      double gradientNorm,
      int tokens,
      double seconds) {}

  /**
   * One metric on one split.
   *
   * @param step updates done when it was measured
   */
  public record Evaluation(
      String dataset, String split, String metric, double value, int examples, int step) {
    /** The one with the largest value, the first of equals; NaN is less than any number. */
    static Evaluation best(List<Evaluation> rows) {
      Evaluation best = rows.get(0);
      for (Evaluation row : rows) {
        if (row.value() > best.value() || Double.isNaN(best.value())) {
          best = row;
        }
      }
      return best;
    }
  }

  /**
   * One evaluated example.
   *
   * @param split the evaluation set
   * @param scorer how the prediction was made, where there is more than one way
   * @param prediction empty if the model gave none
   * @param text what the model generated, of which {@code prediction} is the part that counts; null
   *     where nothing is generated
   * @param logits what the model put out: one value per class or option, or the score; empty where
   *     text is generated
   * @param correct null for scores, which are not right or wrong
   */
  public record Prediction(
      String dataset,
      String split,
      @Nullable String scorer,
      String exampleId,
      String label,
      String prediction,
      @Nullable String text,
      List<Float> logits,
      @Nullable Boolean correct) {
    public Prediction {
      logits = List.copyOf(logits);
    }
  }

  /**
   * One task-specific direction of one adapted matrix (paper, definition 4).
   *
   * @param layer index of the block
   * @param module the linear's name within the block, such as {@code attention.self.query}
   * @param index of the direction among W's singular directions, from 0 at the largest
   * @param sigma W's singular value
   * @param changeRate |u·ΔW·v| / (σ + ε) at the launch
   * @param deltaSigma the trained coefficient
   */
  public record Direction(
      int layer, String module, int index, double sigma, double changeRate, double deltaSigma) {
    static Direction of(ChosenDirection chosen) {
      return new Direction(
          chosen.layer().block(),
          chosen.layer().module(),
          chosen.index(),
          chosen.sigma(),
          chosen.changeRate(),
          chosen.deltaSigma());
    }
  }
}
