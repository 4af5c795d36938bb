package org.dashsweep.jobs.statistics;

import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.distribution.FDistribution;
import org.apache.commons.math3.stat.ranking.NaturalRanking;
import org.apache.commons.math3.stat.ranking.TiesStrategy;

/**
 * Methods compared over several data sets by their ranks (Demšar, Statistical Comparisons of
 * Classifiers over Multiple Data Sets, JMLR 7, 2006).
 *
 * @param ranks mean rank of each method over the data sets; 1 is best, equal values share theirs
 * @param dataSets how many there are
 * @param statistic of Iman and Davenport (Communications in Statistics 9, 1980), a correction of
 *     Friedman's; infinite if all data sets rank alike
 * @param p of the hypothesis that all methods are alike
 * @param criticalDifference of Nemenyi: mean ranks that differ by less are not told apart at 5 %
 */
public record MeanRanks(
    List<Double> ranks, int dataSets, double statistic, double p, double criticalDifference) {
  private static final double LEVEL = 0.05;

  public MeanRanks {
    ranks = List.copyOf(ranks);
  }

  /**
   * Ranks methods.
   *
   * @param scores of each data set, for each method; more is better. At least two of each
   */
  public static MeanRanks of(double[][] scores) {
    int dataSets = scores.length;
    int methods = scores[0].length;
    if (dataSets < 2 || methods < 2) {
      throw new IllegalArgumentException(
          "ranks need two methods and two data sets: " + methods + ", " + dataSets);
    }
    NaturalRanking ranking = new NaturalRanking(TiesStrategy.AVERAGE);
    double[] means = new double[methods];
    double ties = 0;
    for (double[] row : scores) {
      double[] ranks = ranking.rank(Arrays.stream(row).map(score -> -score).toArray());
      for (int i = 0; i < methods; i++) {
        means[i] += ranks[i] / dataSets;
      }
      ties += ties(row);
    }
    double friedman = friedman(means, dataSets, ties);
    double statistic = (dataSets - 1) * friedman / (dataSets * (methods - 1.0) - friedman);
    double free = methods - 1.0;
    // All data sets rank alike: Friedman's statistic is at its largest, up to rounding.
    boolean alike = dataSets * free - friedman <= 1e-9;
    double p =
        alike
            ? 0
            : 1
                - new FDistribution(null, free, free * (dataSets - 1))
                    .cumulativeProbability(Math.max(0, statistic));
    return new MeanRanks(
        Arrays.stream(means).boxed().toList(),
        dataSets,
        alike ? Double.POSITIVE_INFINITY : statistic,
        p,
        StudentizedRange.quantile(1 - LEVEL, methods)
            / Math.sqrt(2)
            * Math.sqrt(methods * (methods + 1.0) / (6.0 * dataSets)));
  }

  /** Friedman's χ², with the correction for ties of {@code scipy.stats.friedmanchisquare}. */
  private static double friedman(double[] means, int dataSets, double ties) {
    int methods = means.length;
    double squares = 0;
    for (double mean : means) {
      double centred = mean - (methods + 1) / 2.0;
      squares += centred * centred;
    }
    double chiSquare = 12.0 * dataSets / (methods * (methods + 1.0)) * squares;
    double correction = 1 - ties / (methods * ((double) methods * methods - 1) * dataSets);
    return correction == 0 ? 0 : chiSquare / correction;
  }

  /** The sum of t³ − t over groups of t equal values. */
  private static double ties(double[] values) {
    double[] sorted = Arrays.stream(values).sorted().toArray();
    double sum = 0;
    int start = 0;
    for (int i = 1; i <= sorted.length; i++) {
      if (i == sorted.length || sorted[i] != sorted[start]) {
        double equal = i - start;
        sum += equal * equal * equal - equal;
        start = i;
      }
    }
    return sum;
  }
}
