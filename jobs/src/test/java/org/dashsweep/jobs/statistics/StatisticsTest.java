package org.dashsweep.jobs.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Values of SciPy 1.17.1, statsmodels 0.15.0, scikit-learn 1.9.1 and rliable 1.2.0; each test names
 * the function.
 */
final class StatisticsTest {
  private static final double[][] VALUES = {
    {0.2, -0.1, 0.4, 0.3, 0.0, 0.1},
    {0.5, 0.2, 0.3, 0.6, -0.1, 0.4},
    {-0.2, 0.1, 0.2, 0.4, 0.1, 0.0}
  };
  private static final double[][] RUNS = {
    {0.70, 0.72, 0.74, 0.71, 0.77}, {0.60, 0.61, 0.55, 0.66, 0.58}, {0.80, 0.81, 0.79, 0.85, 0.83}
  };
  private static final double[][] OTHER_RUNS = {
    {0.71, 0.70, 0.69, 0.73, 0.70}, {0.60, 0.57, 0.52, 0.58, 0.60}, {0.82, 0.80, 0.81, 0.80, 0.84}
  };

  /** Mean squares of {@code anova_lm(ols("y ~ C(seed) + C(example)"))}, t of {@code stats.t}. */
  @Test
  void crossedMeanHasTheVarianceOfTwoWayAnalysis() {
    CrossedMean mean = crossed(VALUES);
    assertThat(mean.mean()).isCloseTo(0.18888888888888888, within(1e-12));
    assertThat(mean.standardError()).isCloseTo(0.08172522465970354, within(1e-12));
    assertThat(mean.degreesOfFreedom()).isCloseTo(2.546481525064721, within(1e-9));
    Interval interval = mean.interval(0.95).orElseThrow();
    assertThat(interval.low()).isCloseTo(-0.09947049480498082, within(1e-8));
    assertThat(interval.high()).isCloseTo(0.4772482725827586, within(1e-8));
    assertThat(mean.p()).isCloseTo(0.11946965077320237, within(1e-9));
    assertThat(mean.equivalenceP(0.5)).isCloseTo(0.021111667206819167, within(1e-9));
    assertThat(mean.over()).isEqualTo(CrossedMean.Over.SEEDS_AND_EXAMPLES);
  }

  /** {@code ttest_rel}, {@code stats.t.interval} and {@code ttost_paired(x, y, -0.03, 0.03)}. */
  @Test
  void withoutExamplesItIsStudentsPairedTest() {
    CrossedMean mean = CrossedMean.of(new double[] {0.01, 0.02, -0.01, 0.02}, new double[0][], 0);
    assertThat(mean.p()).isCloseTo(0.25221549635550466, within(1e-9));
    assertThat(mean.interval(0.95).orElseThrow().low())
        .isCloseTo(-0.012503293632281844, within(1e-9));
    assertThat(mean.equivalenceP(0.03)).isCloseTo(0.03313780137076224, within(1e-9));
    assertThat(mean.over()).isEqualTo(CrossedMean.Over.SEEDS_ALONE);
  }

  @Test
  void singleSeedSaysNothingOfSeeds() {
    double[] influences = {0.25, 0.25, -0.75, 0.25};
    CrossedMean mean = CrossedMean.of(new double[] {0.75}, new double[][] {influences}, 0);
    assertThat(mean.over()).isEqualTo(CrossedMean.Over.EXAMPLES_ALONE);
    assertThat(mean.standardError()).isCloseTo(0.25, within(1e-12));
    assertThat(mean.degreesOfFreedom()).isCloseTo(3, within(1e-12));
    assertThat(Power.seeds(mean, 0.1)).isEmpty();
    CrossedMean bare = CrossedMean.of(new double[] {0.75}, new double[0][], 0);
    assertThat(bare.over()).isEqualTo(CrossedMean.Over.NOTHING);
    assertThat(bare.interval(0.95)).isEmpty();
    assertThat(bare.p()).isNaN();
  }

  /** {@code scipy.stats.binomtest(0, 100).proportion_ci()} ends at 0.0362. */
  @Test
  void equalAnswersLeaveRoomForUnseenDifferences() {
    CrossedMean mean = CrossedMean.of(new double[] {0, 0, 0}, new double[3][100], 1);
    assertThat(mean.interval(0.95).orElseThrow().high()).isCloseTo(0.0362, within(1e-4));
    CrossedMean measured = CrossedMean.of(new double[] {0, 0, 0}, new double[3][100], 0);
    assertThat(measured.interval(0.95)).isEmpty();
  }

  /** {@code nct.sf(t, ν, effect) + nct.cdf(-t, ν, effect)}. */
  @ParameterizedTest
  @CsvSource({
    "3, 2, 0.38740012852597105",
    "2, 4, 0.3359651039111674",
    "2.8, 10, 0.7138940486020398",
    "7, 2, 0.9128429220320149"
  })
  void powerIsOfTheNoncentralDistribution(double effect, double freedom, double power) {
    assertThat(Power.of(effect, freedom)).isCloseTo(power, within(1e-5));
  }

  /** {@code TTestPower().solve_power(nobs=n, alpha=0.05, power=0.8) * sqrt(n)}. */
  @ParameterizedTest
  @CsvSource({"3, 5.6534892716012415", "5, 3.761059816267204", "12, 3.078388949878645"})
  void minimumDetectableDifferenceIsThatOfStatsmodels(int seeds, double effect) {
    CrossedMean mean = new CrossedMean(0, seeds, 0, 1, 0);
    assertThat(Power.minimumDetectable(mean) / mean.standardError())
        .isCloseTo(effect, within(2e-4));
  }

  /** {@code TTestPower().solve_power(effect_size=d, alpha=0.05, power=0.8)}, rounded up. */
  @ParameterizedTest
  @CsvSource({"0.5, 34", "1.0, 10", "0.2, 199"})
  void seedsNeededAreThoseOfStatsmodels(double wanted, int seeds) {
    assertThat(Power.seeds(new CrossedMean(0, 4, 0, 1, 0), wanted)).hasValue(seeds);
  }

  @Test
  void noNumberOfSeedsMakesUpForTooFewExamples() {
    CrossedMean mean = new CrossedMean(0, 4, 100, 1e-4, 1e-2);
    assertThat(Power.seeds(mean, 0.05)).isEqualTo(OptionalInt.empty());
    assertThat(Power.seeds(mean, 0.5)).isPresent();
  }

  /** {@code multipletests(p, method="holm")}. */
  @Test
  void holmIsThatOfStatsmodels() {
    assertThat(Holm.adjust(new double[] {0.01, 0.04, 0.03, 0.005, Double.NaN, 0.5, 0.02}))
        .usingComparatorWithPrecision(1e-12)
        .containsExactly(0.05, 0.09, 0.09, 0.03, Double.NaN, 0.5, 0.08);
  }

  /** {@code studentized_range.ppf(0.95, k, inf) / sqrt(2)}; Demšar's table 5 has two digits. */
  @ParameterizedTest
  @CsvSource({
    "2, 1.9599639845400534",
    "3, 2.343700586378409",
    "5, 2.7277743708703763",
    "10, 3.163683577053373",
    "31, 3.764671779385487"
  })
  void studentizedRangeIsThatOfScipy(int count, double quantile) {
    assertThat(StudentizedRange.quantile(0.95, count) / Math.sqrt(2))
        .isCloseTo(quantile, within(1e-6));
    assertThat(StudentizedRange.cumulativeProbability(3.5, 4))
        .isCloseTo(0.9361236661430967, within(1e-9));
  }

  /** {@code rankdata}, {@code friedmanchisquare} (11.25), {@code f.sf}. */
  @Test
  void meanRanksAreThoseOfScipy() {
    MeanRanks ranks =
        MeanRanks.of(
            new double[][] {
              {0.81, 0.83, 0.79, 0.85},
              {0.60, 0.66, 0.61, 0.64},
              {0.90, 0.91, 0.90, 0.93},
              {0.72, 0.70, 0.69, 0.75},
              {0.55, 0.58, 0.52, 0.58}
            });
    assertThat(ranks.ranks().stream().mapToDouble(rank -> rank).toArray())
        .usingComparatorWithPrecision(1e-12)
        .containsExactly(3.1, 1.9, 3.7, 1.3);
    assertThat(ranks.statistic()).isCloseTo(11.999999999999993, within(1e-9));
    assertThat(ranks.p()).isCloseTo(0.0006345203748151753, within(1e-12));
    assertThat(ranks.criticalDifference()).isCloseTo(2.0976056585788982, within(1e-6));
  }

  @Test
  void dataSetsThatAllRankAlikeLeaveNoDoubt() {
    MeanRanks ranks = MeanRanks.of(new double[][] {{1, 2, 3}, {4, 5, 6}});
    assertThat(ranks.p()).isZero();
    assertThat(ranks.statistic()).isInfinite();
    MeanRanks tied = MeanRanks.of(new double[][] {{1, 1, 1}, {2, 2, 2}});
    assertThat(tied.p()).isEqualTo(1);
    assertThatThrownBy(() -> MeanRanks.of(new double[][] {{1, 2}}))
        .hasMessageContaining("two data sets");
  }

  /**
   * {@code aggregate_iqm} and {@code probability_of_improvement}, with 2.5 % and 97.5 % of 20,000
   * resamples of runs within tasks: 0.7067, 0.7378 and 0.46, 0.84.
   */
  @Test
  void aggregatesAreThoseOfRliable() {
    StratifiedBootstrap.Aggregate mean = StratifiedBootstrap.interquartileMean(RUNS);
    assertThat(mean.value()).isCloseTo(0.7222222222222221, within(1e-12));
    assertThat(mean.interval().low()).isCloseTo(0.7067, within(0.003));
    assertThat(mean.interval().high()).isCloseTo(0.7378, within(0.003));
    assertThat(StratifiedBootstrap.interquartileMean(OTHER_RUNS).value())
        .isCloseTo(0.7033333333333333, within(1e-12));
    StratifiedBootstrap.Aggregate better =
        StratifiedBootstrap.probabilityOfImprovement(RUNS, OTHER_RUNS);
    assertThat(better.value()).isCloseTo(0.66, within(1e-12));
    assertThat(better.interval().low()).isCloseTo(0.46, within(0.03));
    assertThat(better.interval().high()).isCloseTo(0.84, within(0.03));
  }

  /** {@code cohen_kappa_score}. */
  @Test
  void kappaIsThatOfScikitLearn() {
    int[] first = {0, 0, 1, 1, 2, 0, 1, 2, 0, 0};
    int[] second = {0, 0, 1, 1, 1, 0, 1, 2, 2, 0};
    assertThat(Agreement.of(first, second).kappa()).isCloseTo(0.6875, within(1e-12));
    assertThat(Agreement.of(first, second).share()).isCloseTo(0.8, within(1e-12));
    assertThat(Agreement.of(new int[] {0}, new int[] {0}).kappa()).isNaN();
  }

  /** By hand: of 3 candidates, the pairs {1,2}, {1,3}, {2,3} choose 1, 1, 2. */
  @Test
  void bestOfFewerCandidatesIsTheMeanOverSubsets() {
    double[] judged = {0.9, 0.8, 0.7};
    double[] value = {0.6, 0.9, 0.3};
    assertThat(ExpectedBest.of(judged, value, 1)).isCloseTo(0.6, within(1e-12));
    assertThat(ExpectedBest.of(judged, value, 2)).isCloseTo((0.6 + 0.6 + 0.9) / 3, within(1e-12));
    assertThat(ExpectedBest.of(judged, value, 3)).isCloseTo(0.6, within(1e-12));
  }

  private static CrossedMean crossed(double[][] values) {
    double[] means =
        Arrays.stream(values).mapToDouble(row -> Arrays.stream(row).average().orElse(0)).toArray();
    double[][] influences = new double[values.length][];
    for (int i = 0; i < values.length; i++) {
      double mean = means[i];
      influences[i] = Arrays.stream(values[i]).map(value -> value - mean).toArray();
    }
    return CrossedMean.of(means, influences, 0);
  }
}
