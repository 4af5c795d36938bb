package org.dashsweep.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.dashsweep.data.TaskMetric;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Values and standard errors are those of a jackknife over scikit-learn 1.9.1 ({@code f1_score},
 * {@code matthews_corrcoef}) and SciPy 1.17.1 ({@code pearsonr}, {@code spearmanr}).
 */
final class ExampleInfluencesTest {
  private static final int SIZE = 200;
  private static final int[] LABELS =
      IntStream.range(0, SIZE).map(i -> i * 7 % 10 < 4 ? 1 : 0).toArray();
  private static final int[] PREDICTIONS =
      IntStream.range(0, SIZE).map(i -> LABELS[i] ^ (i * 13 % 17 < 4 ? 1 : 0)).toArray();
  private static final double[] NUMBERS =
      IntStream.range(0, SIZE).mapToDouble(i -> Math.sin(1.3 * i)).toArray();

  /** Rounded, so that many are tied. */
  private static final double[] GUESSES =
      IntStream.range(0, SIZE)
          .mapToDouble(i -> Math.rint((NUMBERS[i] + 0.8 * Math.sin(2.7 * i + 0.5)) * 10) / 10)
          .toArray();

  @ParameterizedTest
  @CsvSource({
    "F1, 0.7209302325581395, 0.038908451818753104",
    "MACRO_F1, 0.7552019583843329, 0.030833953776465826",
    "WEIGHTED_F1, 0.7620563035495717, 0.0298780469691292",
    "MATTHEWS, 0.51604684654214, 0.06104710509259998"
  })
  void metricsOfClassesHaveTheJackknifesError(TaskMetric metric, double value, double error) {
    ExampleInfluences measured = ExampleInfluences.ofClasses(metric, 2, PREDICTIONS, LABELS);
    assertThat(measured.value()).isCloseTo(value, within(1e-12));
    assertThat(error(measured)).isCloseTo(error, within(1e-12));
  }

  /** The infinitesimal jackknife differs from the jackknife by a term of the order 1/n. */
  @ParameterizedTest
  @CsvSource({
    "PEARSON, 0.7796146369742117, 0.020530516752150643",
    "SPEARMAN, 0.7803240190453082, 0.020004337236851567"
  })
  void correlationsHaveTheJackknifesError(TaskMetric metric, double value, double error) {
    ExampleInfluences measured = ExampleInfluences.ofScores(metric, GUESSES, NUMBERS);
    assertThat(measured.value()).isCloseTo(value, within(1e-12));
    assertThat(error(measured)).isCloseTo(error, within(0.02 * error));
  }

  /** The first of SciPy's are −0.0772, 0.2450, −0.0669 and −0.1676, 0.2025, 0.0150. */
  @Test
  void influencesOfSingleExamplesAreTheJackknifes() {
    double[] pearson =
        ExampleInfluences.ofScores(TaskMetric.PEARSON, GUESSES, NUMBERS).influences();
    double[] spearman =
        ExampleInfluences.ofScores(TaskMetric.SPEARMAN, GUESSES, NUMBERS).influences();
    assertThat(Arrays.copyOf(pearson, 3))
        .usingComparatorWithPrecision(0.01)
        .containsExactly(-0.0772, 0.2450, -0.0669);
    assertThat(Arrays.copyOf(spearman, 3))
        .usingComparatorWithPrecision(0.01)
        .containsExactly(-0.1676, 0.2025, 0.0150);
    double[] both =
        ExampleInfluences.ofScores(TaskMetric.CORRELATION, GUESSES, NUMBERS).influences();
    assertThat(both[1]).isCloseTo((pearson[1] + spearman[1]) / 2, within(1e-12));
  }

  @Test
  void ofMeansTheInfluenceIsTheDistanceFromTheMean() {
    double[] influences =
        ExampleInfluences.ofClasses(
                TaskMetric.ACCURACY, 2, new int[] {0, 1, 1, 0}, new int[] {0, 1, 0, 0})
            .influences();
    assertThat(influences).containsExactly(0.25, 0.25, -0.75, 0.25);
    assertThat(
            ExampleInfluences.ofScores(
                    TaskMetric.MSE, new double[] {1, 2, 3}, new double[] {1, 2, 6})
                .influences())
        .containsExactly(-3, -3, 6);
  }

  @Test
  void undefinedCorrelationsHaveNoInfluences() {
    ExampleInfluences constant =
        ExampleInfluences.ofScores(
            TaskMetric.SPEARMAN, new double[] {1, 1, 1}, new double[] {1, 2, 3});
    assertThat(constant.value()).isNaN();
    assertThat(constant.influences()).containsOnly(Double.NaN);
  }

  private static double error(ExampleInfluences measured) {
    double squares = Arrays.stream(measured.influences()).map(v -> v * v).sum();
    return Math.sqrt(squares / (SIZE - 1.0) / SIZE);
  }
}
