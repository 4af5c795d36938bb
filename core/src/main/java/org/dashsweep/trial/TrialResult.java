package org.dashsweep.trial;

import java.util.List;
import org.dashsweep.adapter.ChangeRates;
import org.dashsweep.adapter.ChosenDirection;
import org.dashsweep.data.TaskMetric;
import org.dashsweep.train.RateRecord;
import org.jspecify.annotations.Nullable;

/**
 * The measurements of a finished trial.
 *
 * @param summary the part that the trial's own row keeps
 * @param steps one row per optimiser update
 * @param evaluations one row per evaluation and metric
 * @param predictions one row per evaluated example
 * @param directions the task-specific directions chosen, with their coefficients
 * @param changeRates one row per record of change rates and matrix; none unless they are recorded
 * @param images one row per picture that was sampled; none unless the model makes pictures
 */
public record TrialResult(
    Summary summary,
    List<Step> steps,
    List<Evaluation> evaluations,
    List<Prediction> predictions,
    List<Direction> directions,
    List<ChangeRate> changeRates,
    List<Image> images) {
  public TrialResult {
    steps = List.copyOf(steps);
    evaluations = List.copyOf(evaluations);
    predictions = List.copyOf(predictions);
    directions = List.copyOf(directions);
    changeRates = List.copyOf(changeRates);
    images = List.copyOf(images);
  }

  /** The measurements of a trial that makes no pictures. */
  public TrialResult(
      Summary summary,
      List<Step> steps,
      List<Evaluation> evaluations,
      List<Prediction> predictions,
      List<Direction> directions,
      List<ChangeRate> changeRates) {
    this(summary, steps, evaluations, predictions, directions, changeRates, List.of());
  }

  /** The measurements of a trial that recorded no change rates. */
  public TrialResult(
      Summary summary,
      List<Step> steps,
      List<Evaluation> evaluations,
      List<Prediction> predictions,
      List<Direction> directions) {
    this(summary, steps, evaluations, predictions, directions, List.of());
  }

  /**
   * The same, with another name for where it ran.
   *
   * @param device for the tables
   */
  public TrialResult on(String device) {
    Computing computing = new Computing(device, summary.computing.threads());
    return new TrialResult(
        new Summary(summary.score, summary.evaluated, summary.cost, computing),
        steps,
        evaluations,
        predictions,
        directions,
        changeRates,
        images);
  }

  /** The same, with the pictures that were sampled. */
  public TrialResult withImages(List<Image> sampled) {
    return new TrialResult(
        summary, steps, evaluations, predictions, directions, changeRates, sampled);
  }

  /**
   * The part of a result that the trial's own row keeps. Each component of its parts is a column of
   * the {@code trials} table, of the same name.
   *
   * @param evaluated the state of the primary value, the predictions, the directions and the counts
   *     of parameters
   */
  public record Summary(Score score, EvaluatedState evaluated, Cost cost, Computing computing) {
    /** The same, scored anew. */
    public Summary withScore(Score other) {
      return new Summary(other, evaluated, cost, computing);
    }
  }

  /** The evaluations that a trial is judged by. */
  public record Judged(String dataset, String split, String metric) {
    /** Returns whether a value is better than another; NaN is worse than any number. */
    public boolean isBetter(double value, double other) {
      if (Double.isNaN(other)) {
        return !Double.isNaN(value);
      }
      boolean lower = TaskMetric.named(metric).map(TaskMetric::lowerIsBetter).orElse(false);
      return lower ? value < other : value > other;
    }

    private boolean by(Evaluation row) {
      return row.dataset().equals(dataset)
          && row.split().equals(split)
          && row.metric().equals(metric);
    }
  }

  /**
   * The value that a trial is judged by.
   *
   * @param primaryMetric name of the metric
   * @param primaryDataset the data set that it is of, or the name of an average over several
   * @param primarySplit the evaluation set
   * @param primaryValue its value in the evaluated state
   * @param bestValue its best value over all evaluations of the trial, the last included. It is
   *     flattering, because it was chosen on the split that it was measured on
   * @param bestStep updates done when that was measured
   */
  public record Score(
      String primaryMetric,
      String primaryDataset,
      String primarySplit,
      double primaryValue,
      double bestValue,
      int bestStep) {
    /**
     * Scores a trial. The primary value is that of its last evaluation. The best one is the first
     * of equals; NaN is worse than any number.
     *
     * @param evaluations all of the trial's, in their order
     * @throws IllegalArgumentException if it was never evaluated by what it is judged by
     */
    public static Score of(Judged judged, List<Evaluation> evaluations) {
      @Nullable Evaluation last = null;
      @Nullable Evaluation best = null;
      for (Evaluation row : evaluations) {
        if (judged.by(row)) {
          last = row;
          if (best == null
              || Double.isNaN(best.value())
              || judged.isBetter(row.value(), best.value())) {
            best = row;
          }
        }
      }
      if (last == null || best == null) {
        throw new IllegalArgumentException("no evaluation is of " + judged);
      }
      return new Score(
          judged.metric(),
          judged.dataset(),
          judged.split(),
          last.value(),
          best.value(),
          best.step());
    }

    /** The evaluations that it is of. */
    public Judged judged() {
      return new Judged(primaryDataset, primarySplit, primaryMetric);
    }
  }

  /**
   * The cost of a trial.
   *
   * @param adapterParameters trainable parameters of the method, without the head
   * @param headParameters trainable parameters of the task head
   * @param trainSeconds wall-clock seconds of training steps
   * @param evaluationSeconds wall-clock seconds of evaluation
   * @param trainTokens real (never padded) tokens trained on
   * @param peakMemoryBytes largest resident size of the process seen while the trial ran. On a GPU
   *     it is the largest use of the GPU's memory, by whatever process
   * @param unmovedTensors names of trainable tensors that never changed, with commas between; null
   *     if all did
   */
  public record Cost(
      long adapterParameters,
      long headParameters,
      double trainSeconds,
      double evaluationSeconds,
      long trainTokens,
      long peakMemoryBytes,
      @Nullable String unmovedTensors) {
    /** The cost of a trial in which all that trains has changed. */
    public Cost(
        long adapterParameters,
        long headParameters,
        double trainSeconds,
        double evaluationSeconds,
        long trainTokens,
        long peakMemoryBytes) {
      this(
          adapterParameters,
          headParameters,
          trainSeconds,
          evaluationSeconds,
          trainTokens,
          peakMemoryBytes,
          null);
    }
  }

  /**
   * The device and the threads that a trial computed with.
   *
   * @param device where it ran, such as {@code cpu} or {@code cuda:0}
   * @param threads intra-operation threads it used
   */
  public record Computing(String device, int threads) {}

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
      String dataset, String split, String metric, double value, int examples, int step) {}

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

  /**
   * The change rates of one matrix after an update (paper, definition 4).
   *
   * @param step updates done
   * @param layer index of the block
   * @param module the linear's name within the block, such as {@code attention.self.query}
   * @param directions the number of W's singular directions
   * @param meanRate of all directions
   * @param medianRate of all directions
   * @param maxRate of all directions
   * @param totalRate of all directions together
   * @param topIndex the directions of the largest rates, from 0 at the largest singular value
   * @param topRate their rates, the largest first
   * @param topSigma their singular values
   * @param rateByIndex means over 32 equal parts of the directions, by falling singular value
   * @param rateOfLast of the 16 smallest singular values, by falling singular value
   * @param rateBySize the largest rate, the 2nd, 4th, 8th largest and so on
   */
  public record ChangeRate(
      int step,
      int layer,
      String module,
      int directions,
      double meanRate,
      double medianRate,
      double maxRate,
      double totalRate,
      List<Integer> topIndex,
      List<Float> topRate,
      List<Float> topSigma,
      List<Float> rateByIndex,
      List<Float> rateOfLast,
      List<Float> rateBySize) {
    public ChangeRate {
      topIndex = List.copyOf(topIndex);
      topRate = List.copyOf(topRate);
      topSigma = List.copyOf(topSigma);
      rateByIndex = List.copyOf(rateByIndex);
      rateOfLast = List.copyOf(rateOfLast);
      rateBySize = List.copyOf(rateBySize);
    }

    static ChangeRate of(RateRecord recorded) {
      ChangeRates rates = recorded.rates();
      return new ChangeRate(
          recorded.step(),
          rates.layer().block(),
          rates.layer().module(),
          rates.directions(),
          rates.mean(),
          rates.median(),
          rates.largest(),
          rates.sum(),
          rates.top().stream().map(ChangeRates.Ranked::index).toList(),
          rates.top().stream().map(ranked -> (float) ranked.rate()).toList(),
          rates.top().stream().map(ranked -> (float) ranked.sigma()).toList(),
          floats(rates.profile().byIndex()),
          floats(rates.profile().last()),
          floats(rates.profile().bySize()));
    }

    private static List<Float> floats(List<Double> values) {
      return values.stream().map(Double::floatValue).toList();
    }
  }

  /**
   * One sampled picture.
   *
   * @param subject of the photos that the trial learns from
   * @param prompt that it was sampled for
   * @param promptIndex of the prompt in its list, from 0
   * @param imageIndex among the pictures of one prompt, from 0
   * @param noiseSeed of the noise that sampling starts from: the same for every method
   * @param path of its file, relative to the output directory
   * @param dino mean cosine of its DINO embedding with those of the subject's photos; null if the
   *     picture is not finite
   * @param clipI the same of CLIP's embeddings of images
   * @param clipT cosine of CLIP's embeddings of picture and prompt
   * @param flags {@code nan} if a value of it is not finite, {@code black} if every level is 0
   */
  public record Image(
      String subject,
      String prompt,
      int promptIndex,
      int imageIndex,
      long noiseSeed,
      String path,
      @Nullable Double dino,
      @Nullable Double clipI,
      @Nullable Double clipT,
      List<String> flags) {
    public Image {
      flags = List.copyOf(flags);
    }
  }
}
