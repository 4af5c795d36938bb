package org.dashsweep.jobs.statistics;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.apache.commons.math3.stat.descriptive.rank.Percentile;

/**
 * Aggregates over runs and tasks with their bootstrap intervals (Agarwal et al., Deep Reinforcement
 * Learning at the Edge of the Statistical Precipice, NeurIPS 2021). Equals rliable: {@code
 * aggregate_iqm}, {@code probability_of_improvement}. Each resample draws the runs of each task
 * with replacement; tasks are strata and stay.
 */
public final class StratifiedBootstrap {
  private static final int REPLICATES = 2_000;
  private static final long SEED = 1;
  private static final double LOW = 2.5;
  private static final double HIGH = 97.5;

  private StratifiedBootstrap() {}

  /**
   * An aggregate and the interval that holds 95 % of its resampled values.
   *
   * @param interval both ends equal the value if no task has more than one run
   */
  public record Aggregate(double value, Interval interval) {}

  /**
   * Returns the mean of the middle half of all scores (25 % trimmed on each side).
   *
   * @param scores of the runs of each task, (tasks, runs); tasks may have different numbers of runs
   */
  public static Aggregate interquartileMean(double[][] scores) {
    double[] resampled = new double[REPLICATES];
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < REPLICATES; i++) {
      resampled[i] = trimmed(resample(scores, random));
    }
    return new Aggregate(trimmed(scores), interval(resampled));
  }

  /**
   * Returns the probability that a run of one method is better than a run of the other, averaged
   * over tasks; equal runs count half.
   *
   * @param scores of the method, (tasks, runs)
   * @param others of the other method, (tasks, runs)
   */
  public static Aggregate probabilityOfImprovement(double[][] scores, double[][] others) {
    if (scores.length != others.length) {
      throw new IllegalArgumentException(
          "both methods need the same tasks: " + scores.length + ", " + others.length);
    }
    double[] resampled = new double[REPLICATES];
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < REPLICATES; i++) {
      resampled[i] = improved(resample(scores, random), resample(others, random));
    }
    return new Aggregate(improved(scores, others), interval(resampled));
  }

  private static double trimmed(double[][] scores) {
    double[] all = Arrays.stream(scores).flatMapToDouble(Arrays::stream).sorted().toArray();
    int cut = all.length / 4;
    return Arrays.stream(all, cut, all.length - cut).average().orElse(Double.NaN);
  }

  private static double improved(double[][] scores, double[][] others) {
    double sum = 0;
    for (int task = 0; task < scores.length; task++) {
      double wins = 0;
      for (double one : scores[task]) {
        for (double other : others[task]) {
          wins += one > other ? 1 : one == other ? 0.5 : 0;
        }
      }
      sum += wins / ((double) scores[task].length * others[task].length);
    }
    return sum / scores.length;
  }

  private static double[][] resample(double[][] scores, SplittableRandom random) {
    double[][] drawn = new double[scores.length][];
    for (int task = 0; task < scores.length; task++) {
      double[] runs = scores[task];
      drawn[task] = new double[runs.length];
      for (int i = 0; i < runs.length; i++) {
        drawn[task][i] = runs[random.nextInt(runs.length)];
      }
    }
    return drawn;
  }

  private static Interval interval(double[] resampled) {
    Percentile percentile = new Percentile();
    percentile.setData(resampled);
    return new Interval(percentile.evaluate(LOW), percentile.evaluate(HIGH));
  }
}
