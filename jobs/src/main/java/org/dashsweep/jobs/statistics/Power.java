package org.dashsweep.jobs.statistics;

import java.util.OptionalInt;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegrator;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegratorFactory;
import org.apache.commons.math3.analysis.solvers.BrentSolver;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.special.Gamma;

/**
 * The differences that a comparison can show: power of the two-sided test of Student at the 5 %
 * level, by the noncentral t distribution. Equals {@code TTestPower} of statsmodels.
 */
public final class Power {
  /** The probability with which the smallest difference is found. */
  public static final double POWER = 0.8;

  private static final double LEVEL = 0.05;
  private static final int POINTS = 40;

  /** Standard deviations of the estimated error that are integrated over. */
  private static final double WIDTHS = 10;

  /** Standard deviations beyond which less than 10⁻⁹ lies. */
  private static final double NEGLIGIBLE = 6;

  private static final int EVALUATIONS = 200;
  private static final double ACCURACY = 1e-5;

  /** More seeds than anybody runs. */
  private static final int MOST_SEEDS = 1_000;

  /**
   * Degrees of freedom from which the estimated standard error is as good as the true one: the
   * power differs by less than 0.001.
   */
  private static final double NORMAL = 500;

  private static final NormalDistribution STANDARD = new NormalDistribution(null, 0, 1);
  private static final GaussIntegrator INTEGRATOR =
      new GaussIntegratorFactory().legendre(POINTS, 0, 1);

  private Power() {}

  /**
   * Returns the probability that the test rejects.
   *
   * @param effect the true difference in standard errors
   */
  public static double of(double effect, double degreesOfFreedom) {
    return of(effect, degreesOfFreedom, Students.quantile(1 - LEVEL / 2, degreesOfFreedom));
  }

  private static double of(double effect, double degreesOfFreedom, double critical) {
    if (degreesOfFreedom > NORMAL) {
      return rejected(effect, critical);
    }
    // The estimated standard error, as a multiple of the true one, has the distribution of χ / √ν.
    double half = degreesOfFreedom / 2;
    double logScale = Math.log(2) + half * Math.log(half) - Gamma.logGamma(half);
    double width = WIDTHS / Math.sqrt(2 * degreesOfFreedom);
    double low = Math.max(0, 1 - width);
    double scale = 1 + width - low;
    double sum = 0;
    for (int i = 0; i < POINTS; i++) {
      double error = low + scale * INTEGRATOR.getPoint(i);
      double density =
          Math.exp(logScale + (degreesOfFreedom - 1) * Math.log(error) - half * error * error);
      sum += INTEGRATOR.getWeight(i) * density * rejected(effect, critical * error);
    }
    return scale * sum;
  }

  private static double rejected(double effect, double critical) {
    double upper = STANDARD.cumulativeProbability(effect - critical);
    // The other tail is nothing beside it.
    return effect + critical > NEGLIGIBLE
        ? upper
        : upper + STANDARD.cumulativeProbability(-effect - critical);
  }

  /**
   * Returns the smallest true difference that a comparison of this precision finds with a
   * probability of 80 %; NaN if nothing is known of the spread.
   */
  public static double minimumDetectable(CrossedMean difference) {
    return difference.hasSpread()
        ? difference.standardError() * minimumEffect(difference.degreesOfFreedom())
        : Double.NaN;
  }

  /** Returns the smallest effect in standard errors. */
  private static double minimumEffect(double degreesOfFreedom) {
    double critical = Students.quantile(1 - LEVEL / 2, degreesOfFreedom);
    double guess = critical + Students.quantile(POWER, degreesOfFreedom);
    return degreesOfFreedom > NORMAL
        ? guess
        : new BrentSolver(ACCURACY)
            .solve(
                EVALUATIONS,
                effect -> of(effect, degreesOfFreedom, critical) - POWER,
                0,
                2 * guess);
  }

  /**
   * Returns how many seeds would find a true difference with a probability of 80 %, on the same
   * examples.
   *
   * @return empty if a single seed says nothing of how much seeds differ, if the examples are too
   *     few for any number of seeds, or if a thousand seeds are
   */
  public static OptionalInt seeds(CrossedMean difference, double wanted) {
    if (difference.seeds() < 2 || !difference.hasSpread()) {
      return OptionalInt.empty();
    }
    if (!finds(difference, MOST_SEEDS, wanted)) {
      return OptionalInt.empty();
    }
    int few = 1;
    int enough = MOST_SEEDS;
    while (enough - few > 1) {
      int middle = (few + enough) / 2;
      if (finds(difference, middle, wanted)) {
        enough = middle;
      } else {
        few = middle;
      }
    }
    return OptionalInt.of(enough);
  }

  private static boolean finds(CrossedMean difference, int seeds, double wanted) {
    double error = Math.sqrt(difference.variance(seeds));
    return of(wanted / error, difference.degreesOfFreedom(seeds)) >= POWER;
  }
}
