package org.dashsweep.jobs.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegrator;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegratorFactory;
import org.apache.commons.math3.distribution.ChiSquaredDistribution;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Simulates experiments with a known truth and counts how often the 95 % interval holds it. Every
 * experiment draws new seeds and new examples, which is what the interval claims to be about.
 */
final class CoverageTest {
  private static final int EXPERIMENTS = 3_000;
  private static final double LEAST = 0.93;
  private static final double MOST = 0.97;
  private static final double ERRORS = 0.06;
  private static final int POINTS = 100;

  /** Several tests ask for one population. */
  private static final Map<String, Double> COVERAGES = new ConcurrentHashMap<>();

  /**
   * A population of differences between two methods.
   *
   * @param truth mean difference over all seeds and examples
   * @param draws the differences of one experiment, (seeds, examples)
   * @param answer 1 for counted answers, 0 for measured numbers
   */
  private record Population(
      String name,
      int seeds,
      int examples,
      double truth,
      double answer,
      Function<SplittableRandom, double[][]> draws) {
    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%s, %d seeds, %d examples", name, seeds, examples);
    }
  }

  static Stream<Population> populations() {
    return Stream.of(3, 4, 5)
        .flatMap(
            seeds ->
                Stream.of(
                    measured("seeds differ most", seeds, 277, 1, 0.3, 1),
                    measured("examples differ most", seeds, 277, 0, 1, 1),
                    measured("nothing but the remainder", seeds, 277, 0, 0, 1),
                    measured("seeds and examples alike", seeds, 277, 0.06, 1, 1),
                    measured("seeds a little more", seeds, 277, 0.1, 1, 1),
                    measured("few examples", seeds, 30, 0.2, 1, 0.3),
                    accuracies("alike", seeds, 277, 0.05, 0.05, 0.5),
                    accuracies("unequal variances", seeds, 277, 0.1, 0.02, 0.5),
                    accuracies("unequal variances", seeds, 1_500, 0.1, 0.02, 0.5),
                    accuracies("strongly correlated", seeds, 277, 0.03, 0.03, 0.2),
                    accuracies("loosely correlated", seeds, 277, 0.05, 0.05, 1.5),
                    counts("better on few", seeds, 277, 0.02, 0.005, 0.01),
                    counts("better on some", seeds, 277, 0.06, 0.02, 0.02),
                    counts("better on few", seeds, 1_500, 0.02, 0.005, 0.005)));
  }

  /** Normally distributed differences. */
  private static Population measured(
      String name, int seeds, int examples, double ofSeeds, double ofExamples, double remainder) {
    return new Population(
        "measured: " + name,
        seeds,
        examples,
        0,
        0,
        random -> {
          double[] example =
              random.doubles(examples).map(u -> ofExamples * random.nextGaussian()).toArray();
          double[][] values = new double[seeds][examples];
          for (double[] row : values) {
            double seed = ofSeeds * random.nextGaussian();
            for (int i = 0; i < examples; i++) {
              row[i] = seed + example[i] + remainder * random.nextGaussian();
            }
          }
          return values;
        });
  }

  /**
   * Right or wrong answers of two methods of equal accuracy. Both find the same examples hard; a
   * seed moves a method's whole threshold, and each answer has a remainder.
   */
  private static Population accuracies(
      String name, int seeds, int examples, double ofSeeds, double ofOthers, double remainder) {
    double own = 0.3;
    double shared = 1.5;
    return new Population(
        "accuracy: " + name,
        seeds,
        examples,
        0,
        1,
        random -> {
          double[] hard =
              random.doubles(examples).map(u -> shared * random.nextGaussian()).toArray();
          double[][] difference = new double[seeds][examples];
          for (int method = 0; method < 2; method++) {
            double spread = method == 0 ? ofSeeds : ofOthers;
            double all =
                Math.sqrt(shared * shared + own * own + spread * spread + remainder * remainder);
            double[] taste =
                random.doubles(examples).map(u -> own * random.nextGaussian()).toArray();
            for (double[] row : difference) {
              double seed = spread * random.nextGaussian();
              for (int i = 0; i < examples; i++) {
                double score = hard[i] + taste[i] + seed + remainder * random.nextGaussian();
                row[i] += (score / all > -0.7 ? 1 : 0) * (method == 0 ? 1 : -1);
              }
            }
          }
          return difference;
        });
  }

  /**
   * Most answers are tied. On some examples one method is right with most seeds, on some the other,
   * and a few answers differ by chance.
   */
  private static Population counts(
      String name, int seeds, int examples, double better, double worse, double chance) {
    double kept = 0.7;
    return new Population(
        "counts: " + name,
        seeds,
        examples,
        kept * (better - worse),
        1,
        random -> {
          double[] kinds = random.doubles(examples).toArray();
          double[][] difference = new double[seeds][examples];
          for (double[] row : difference) {
            for (int i = 0; i < examples; i++) {
              double draw = random.nextDouble();
              if (kinds[i] < better + worse) {
                row[i] = draw < kept ? (kinds[i] < better ? 1 : -1) : 0;
              } else {
                row[i] = draw < chance ? 1 : draw > 1 - chance ? -1 : 0;
              }
            }
          }
          return difference;
        });
  }

  @ParameterizedTest
  @MethodSource("populations")
  void intervalsHoldTheTruthAsOftenAsTheySay(Population population) {
    assertThat(coverage(population)).isBetween(LEAST, MOST);
  }

  /** Truth 0 is the null hypothesis: an interval that misses it is a wrong claim. */
  @ParameterizedTest
  @ValueSource(ints = {3, 4, 5})
  void wrongClaimsAreRare(int seeds) {
    double wrong =
        populations()
            .filter(population -> population.seeds() == seeds && population.truth() == 0)
            .mapToDouble(population -> 1 - coverage(population))
            .average()
            .orElseThrow();
    assertThat(wrong).isLessThanOrEqualTo(ERRORS);
  }

  /**
   * Without simulation: the coverage of normally distributed differences where the examples' part
   * of the variance is known, for every share of the seeds' part. Satterthwaite's degrees of
   * freedom fail.
   */
  @ParameterizedTest
  @ValueSource(ints = {3, 4, 5, 10})
  void degreesOfFreedomKeepTheLevelForEveryShareOfTheSeeds(int seeds) {
    double[] shares = IntStream.range(1, 50).mapToDouble(i -> i / 50.0).toArray();
    assertThat(exactCoverage(seeds, shares, share -> share))
        .satisfies(
            all -> assertThat(Arrays.stream(all).min().orElseThrow()).isGreaterThan(1 - ERRORS))
        .satisfies(all -> assertThat(Arrays.stream(all).max().orElseThrow()).isLessThan(MOST));
  }

  @Test
  void satterthwaitesDegreesOfFreedomFail() {
    assertThat(exactCoverage(3, new double[] {0.9}, share -> share * share)[0]).isLessThan(LEAST);
  }

  /**
   * Takes all differences of all seeds for independent ones, as a bootstrap over pooled predictions
   * does.
   */
  @ParameterizedTest
  @ValueSource(ints = {3, 5})
  void bootstrapOverPooledExamplesFails(int seeds) {
    Population population = measured("examples differ most", seeds, 277, 0.1, 1, 0.5);
    assertThat(coverage(population)).as("crossed").isBetween(LEAST, MOST);
    SplittableRandom random = new SplittableRandom(seeds);
    int experiments = 300;
    int held = 0;
    for (int i = 0; i < experiments; i++) {
      double[] pooled =
          Arrays.stream(population.draws().apply(random)).flatMapToDouble(Arrays::stream).toArray();
      held += pooledBootstrap(pooled, random).contains(population.truth()) ? 1 : 0;
    }
    assertThat(held / (double) experiments).as("pooled bootstrap").isLessThan(0.8);
  }

  private static Interval pooledBootstrap(double[] pooled, SplittableRandom random) {
    double[] means = new double[200];
    for (int i = 0; i < means.length; i++) {
      double sum = 0;
      for (int j = 0; j < pooled.length; j++) {
        sum += pooled[random.nextInt(pooled.length)];
      }
      means[i] = sum / pooled.length;
    }
    Arrays.sort(means);
    return new Interval(means[4], means[195]);
  }

  private static double coverage(Population population) {
    return COVERAGES.computeIfAbsent(population.toString(), name -> simulate(population));
  }

  private static double simulate(Population population) {
    SplittableRandom random = new SplittableRandom(population.toString().hashCode());
    int held = 0;
    for (int i = 0; i < EXPERIMENTS; i++) {
      CrossedMean mean = estimate(population.draws().apply(random), population.answer());
      held += mean.interval(0.95).orElseThrow().contains(population.truth()) ? 1 : 0;
    }
    return held / (double) EXPERIMENTS;
  }

  private static CrossedMean estimate(double[][] values, double answer) {
    double[] means = new double[values.length];
    for (int seed = 0; seed < values.length; seed++) {
      double mean = Arrays.stream(values[seed]).average().orElseThrow();
      means[seed] = mean;
      for (int i = 0; i < values[seed].length; i++) {
        values[seed][i] -= mean;
      }
    }
    return CrossedMean.of(means, values, answer);
  }

  /**
   * Integrates over the estimated variance of the seeds.
   *
   * @param weight of the reciprocal of the seeds' degrees of freedom, by their estimated share
   */
  private static double[] exactCoverage(int seeds, double[] shares, DoubleUnaryOperator weight) {
    double free = seeds - 1.0;
    ChiSquaredDistribution spread = new ChiSquaredDistribution(null, free);
    NormalDistribution standard = new NormalDistribution(null, 0, 1);
    GaussIntegrator points = new GaussIntegratorFactory().legendre(POINTS, 0, 1);
    double[] coverages = new double[shares.length];
    for (int i = 0; i < POINTS; i++) {
      double estimated = spread.inverseCumulativeProbability(points.getPoint(i)) / free;
      for (int j = 0; j < shares.length; j++) {
        double ofSeeds = shares[j] * estimated;
        double variance = ofSeeds + 1 - shares[j];
        double freedom = free / weight.applyAsDouble(ofSeeds / variance);
        double half = Students.quantile(0.975, freedom) * Math.sqrt(variance);
        coverages[j] += points.getWeight(i) * (2 * standard.cumulativeProbability(half) - 1);
      }
    }
    return coverages;
  }
}
