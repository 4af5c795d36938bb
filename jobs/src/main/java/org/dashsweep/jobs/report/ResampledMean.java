package org.dashsweep.jobs.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.IntToDoubleFunction;
import java.util.stream.DoubleStream;
import org.apache.commons.math3.stat.descriptive.rank.Percentile;

/**
 * A mean over subjects of the means over their prompts, and its bootstrap interval. The interval
 * resamples subjects with replacement, and within each the prompts: pictures of one prompt and
 * prompts of one subject are no independent measurements.
 *
 * @param mean over the subjects
 * @param interval that holds 95 % of the resampled means; empty if there is one value alone, or if
 *     all are equal
 */
record ResampledMean(double mean, Optional<ReportedSample.Interval> interval) {
  private static final int REPLICATES = 2_000;
  private static final long SEED = 1;

  /** Values of which the differences are smaller are equal. */
  private static final double ROUNDING = 1e-9;

  private static final double LOW = 2.5;
  private static final double HIGH = 97.5;

  /** A measurement of one subject and prompt; several of one place are averaged first. */
  record Measured(String subject, int prompt, double value) {}

  /**
   * Resamples measurements.
   *
   * @param measured at least one
   */
  static ResampledMean of(Collection<Measured> measured) {
    Map<String, Map<Integer, List<Double>>> values = new TreeMap<>();
    for (Measured each : measured) {
      values
          .computeIfAbsent(each.subject(), subject -> new TreeMap<>())
          .computeIfAbsent(each.prompt(), prompt -> new ArrayList<>())
          .add(each.value());
    }
    double[][] means =
        values.values().stream()
            .map(
                prompts ->
                    prompts.values().stream()
                        .mapToDouble(
                            pictures ->
                                pictures.stream().mapToDouble(v -> v).average().orElse(Double.NaN))
                        .toArray())
            .toArray(double[][]::new);
    if (means.length == 0) {
      throw new IllegalArgumentException("a mean needs at least one value");
    }
    double mean = average(means.length, subject -> average(means[subject]));
    return new ResampledMean(mean, interval(means));
  }

  private static Optional<ReportedSample.Interval> interval(double[][] means) {
    DoubleSummaryStatistics values =
        Arrays.stream(means).flatMapToDouble(DoubleStream::of).summaryStatistics();
    double magnitude = Math.max(Math.abs(values.getMin()), Math.abs(values.getMax()));
    if (values.getMax() - values.getMin() <= ROUNDING * magnitude) {
      return Optional.empty();
    }
    SplittableRandom random = new SplittableRandom(SEED);
    double[] resampled = new double[REPLICATES];
    for (int i = 0; i < REPLICATES; i++) {
      resampled[i] =
          average(
              means.length,
              subject -> {
                double[] prompts = means[random.nextInt(means.length)];
                return average(prompts.length, prompt -> prompts[random.nextInt(prompts.length)]);
              });
    }
    Percentile percentile = new Percentile();
    percentile.setData(resampled);
    return Optional.of(
        new ReportedSample.Interval(percentile.evaluate(LOW), percentile.evaluate(HIGH)));
  }

  private static double average(double[] values) {
    return average(values.length, i -> values[i]);
  }

  private static double average(int count, IntToDoubleFunction value) {
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += value.applyAsDouble(i);
    }
    return sum / count;
  }
}
