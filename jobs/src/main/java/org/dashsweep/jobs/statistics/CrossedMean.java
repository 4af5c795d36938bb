package org.dashsweep.jobs.statistics;

import java.util.Optional;

/**
 * A mean over seeds and examples that are crossed: every seed has a value for every example. The
 * truth that it estimates is the mean over all seeds and all examples of the same populations.
 *
 * <p>Model: value = μ + seed + example + remainder, all random with variances of their own (two-way
 * analysis of variance without replication; Scheffé, The Analysis of Variance, 1959, chapter 7).
 * With S seeds, E examples and the mean squares MS of seeds, examples and remainder, the variance
 * of the mean is
 *
 * <pre>V = MS(seeds) / (S E) + max(MS(examples) − MS(remainder), 0) / (S E).</pre>
 *
 * <p>The quantile is Student's. Its degrees of freedom ν weigh those of both parts by their shares
 * r and 1 − r of V: 1/ν = r / (S − 1) + (1 − r) / (E − 1). Satterthwaite (Biometrics Bulletin 2,
 * 1946) has the shares squared. With three seeds his intervals cover 92 % where the shares are
 * alike, because r is estimated too. {@code CoverageTest} simulates both.
 *
 * <p>A metric that is no mean of examples enters by its influence values (the infinitesimal
 * jackknife; Efron, The Jackknife, the Bootstrap and Other Resampling Plans, 1982, chapter 6).
 *
 * @param mean over the seeds
 * @param seeds S, at least 1
 * @param examples E; 0 if nothing is known of examples
 * @param seedVariance variance of the seeds' means; 0 for a single seed
 * @param exampleVariance the part of the mean's variance that more seeds do not reduce
 */
public record CrossedMean(
    double mean, int seeds, int examples, double seedVariance, double exampleVariance) {
  /** Share of the rounding error of a sum that counts as no difference. */
  private static final double ROUNDING = 1e-12;

  /** The part of one answer's variance that is added (see {@link #of}). */
  private static final double OF_ONE_ANSWER = 0.25;

  private static final double TAIL = 0.025;

  public CrossedMean {
    if (seeds < 1 || examples < 0) {
      throw new IllegalArgumentException(
          "a mean needs a seed and no negative number of examples: " + seeds + ", " + examples);
    }
    if (!Double.isFinite(mean)) {
      throw new IllegalArgumentException("the mean must be finite: " + mean);
    }
  }

  /** The sources of chance that an interval accounts for. */
  public enum Over {
    /** Another seed and another example. */
    SEEDS_AND_EXAMPLES("seeds and examples"),
    /** Another example, with the same seed. */
    EXAMPLES_ALONE("examples alone"),
    /** Another seed, on the same examples. */
    SEEDS_ALONE("seeds alone"),
    /** Neither: one value says nothing of its spread. */
    NOTHING("nothing");

    private final String label;

    Over(String label) {
      this.label = label;
    }

    @Override
    public String toString() {
      return label;
    }
  }

  /**
   * Estimates a mean.
   *
   * @param bySeed the seeds' values, (S)
   * @param influences of each example on the seed's value, (S, E); each row has the mean 0. No
   *     columns if nothing is known of examples
   * @param answer change of the mean of all influences, times E, by one answer: 1 for accuracy, 0
   *     for measured numbers. Where few answers differ, their variance is often too small. A
   *     quarter of one answer's variance is added, which Agresti and Min (Statistics in Medicine
   *     24, 2005) do with a whole one
   * @throws IllegalArgumentException if the shapes disagree or a value is not finite
   */
  public static CrossedMean of(double[] bySeed, double[][] influences, double answer) {
    int seeds = bySeed.length;
    int examples = influences.length == 0 ? 0 : influences[0].length;
    if (seeds == 0 || (influences.length != 0 && influences.length != seeds)) {
      throw new IllegalArgumentException(
          "there must be as many rows of influences as seeds: " + influences.length + ", " + seeds);
    }
    double mean = average(bySeed);
    double ofSeeds = variance(bySeed, mean);
    if (examples < 2) {
      return new CrossedMean(mean, seeds, 0, ofSeeds, 0);
    }
    double[] byExample = new double[examples];
    double largest = 0;
    for (double[] row : influences) {
      for (int i = 0; i < examples; i++) {
        byExample[i] += row[i] / seeds;
        largest = Math.max(largest, Math.abs(row[i]));
      }
    }
    if (largest <= ROUNDING && ofSeeds == 0) {
      return new CrossedMean(mean, seeds, examples, 0, unseen(examples, answer));
    }
    double squares = 0;
    for (double value : byExample) {
      squares += value * value;
    }
    double counted = OF_ONE_ANSWER * answer * answer / ((double) examples * examples);
    double ofExamples = squares / (examples - 1);
    double common = Math.max(ofExamples - remainder(influences, byExample) / seeds, 0);
    return new CrossedMean(mean, seeds, examples, ofSeeds, common / examples + counted);
  }

  /**
   * The variance that gives the exact interval of Clopper and Pearson (Biometrika 26, 1934) for the
   * share of differing answers if none differs.
   */
  private static double unseen(int examples, double answer) {
    double half = answer * (1 - Math.pow(TAIL, 1.0 / examples));
    double error = half / Students.quantile(1 - TAIL, examples - 1.0);
    return error * error;
  }

  /** The mean square of what neither seed nor example explains; 0 for a single seed. */
  private static double remainder(double[][] influences, double[] byExample) {
    if (influences.length < 2) {
      return 0;
    }
    double squares = 0;
    for (double[] row : influences) {
      for (int i = 0; i < row.length; i++) {
        double rest = row[i] - byExample[i];
        squares += rest * rest;
      }
    }
    return squares / ((influences.length - 1.0) * (byExample.length - 1.0));
  }

  private static double average(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  /** The variance with n − 1 in the denominator; values that differ by rounding alone are equal. */
  private static double variance(double[] values, double mean) {
    double squares = 0;
    double largest = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
      largest = Math.max(largest, Math.abs(value));
    }
    double rounding = ROUNDING * Math.max(largest, 1);
    return values.length < 2 || Math.sqrt(squares) <= rounding ? 0 : squares / (values.length - 1);
  }

  /** Returns the sources of chance that the interval accounts for. */
  public Over over() {
    if (examples == 0) {
      return seeds > 1 ? Over.SEEDS_ALONE : Over.NOTHING;
    }
    return seeds > 1 ? Over.SEEDS_AND_EXAMPLES : Over.EXAMPLES_ALONE;
  }

  /** Returns the estimated variance of the mean. */
  public double variance() {
    return variance(seeds);
  }

  /** Returns the variance that the mean would have with so many seeds. */
  double variance(int ofSeeds) {
    return seedVariance / ofSeeds + exampleVariance;
  }

  /** Returns the square root of the variance; 0 if nothing is known of the spread. */
  public double standardError() {
    return Math.sqrt(variance());
  }

  /** Returns the degrees of freedom of Student's distribution for the mean. */
  public double degreesOfFreedom() {
    return degreesOfFreedom(seeds);
  }

  /** Returns those that it would have with so many seeds. */
  double degreesOfFreedom(int ofSeeds) {
    double share = ofSeeds > 1 ? seedVariance / ofSeeds / variance(ofSeeds) : 0;
    double reciprocal =
        (ofSeeds > 1 ? share / (ofSeeds - 1) : 0)
            + (examples > 1 ? (1 - share) / (examples - 1) : 0);
    return 1 / reciprocal;
  }

  /** Returns whether the values say anything of the spread. */
  public boolean hasSpread() {
    return variance() > 0;
  }

  /**
   * Returns the interval that holds the truth with a probability; empty if nothing is known of the
   * spread.
   *
   * @param confidence in (0, 1), such as 0.95
   */
  public Optional<Interval> interval(double confidence) {
    if (!hasSpread()) {
      return Optional.empty();
    }
    double half = Students.quantile(0.5 + confidence / 2, degreesOfFreedom()) * standardError();
    return Optional.of(new Interval(mean - half, mean + half));
  }

  /** Returns the two-sided p-value of the hypothesis that the truth is 0; NaN without spread. */
  public double p() {
    return hasSpread()
        ? 2 * Students.upperTail(Math.abs(mean) / standardError(), degreesOfFreedom())
        : Double.NaN;
  }

  /**
   * Returns the p-value of two one-sided tests of the hypothesis that the truth is at least as far
   * from 0 as the margin (Schuirmann, Journal of Pharmacokinetics and Biopharmaceutics 15, 1987).
   * NaN without spread.
   */
  public double equivalenceP(double margin) {
    if (!hasSpread()) {
      return Double.NaN;
    }
    double nearest = (margin - Math.abs(mean)) / standardError();
    return Students.upperTail(nearest, degreesOfFreedom());
  }
}
