package org.dashsweep.jobs.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.dashsweep.jobs.analysis.CostQuality.Configuration;
import org.dashsweep.jobs.analysis.result.AnalysedMetric;
import org.dashsweep.jobs.analysis.result.Cost;
import org.dashsweep.jobs.analysis.result.ParetoRow;
import org.junit.jupiter.api.Test;

/** Pareto fronts by hand, and intervals by NumPy. */
final class CostQualityTest {
  private static final List<Configuration> CONFIGURATIONS =
      List.of(
          configuration("dear and good", 0.9, 100),
          configuration("dear and worse", 0.8, 120),
          configuration("cheap", 0.5, 10),
          configuration("as cheap and worse", 0.4, 10),
          configuration("cheap twin", 0.5, 10),
          configuration("between", 0.7, 50),
          configuration("as good as between and dearer", 0.7, 60));

  @Test
  void nothingBeatsAConfigurationOfTheFront() {
    assertThat(front("accuracy"))
        .containsExactly("cheap", "cheap twin", "between", "dear and good");
  }

  @Test
  void ofALossLessIsBetter() {
    assertThat(front("loss")).containsExactly("as cheap and worse");
  }

  @Test
  void anIntervalIsThatOfBonettAndWright() {
    Estimated estimated = CostQuality.correlation(0.6, 50);
    assertThat(estimated.lower()).isCloseTo(0.3649554933741621, within(1e-12));
    assertThat(estimated.upper()).isCloseTo(0.7631450878478065, within(1e-12));
    assertThat(CostQuality.correlation(1, 50).lower()).isNull();
    assertThat(CostQuality.correlation(0.6, 3).lower()).isNull();
  }

  /** One of two sums, against NumPy and scipy.stats.t. */
  @Test
  void aRatioOverFoldsHasACorrectedInterval() {
    Estimated ratio = FoldedRatio.of(new double[] {1, 2, 3, 4}, new double[] {2, 4, 5, 9});
    assertThat(ratio.value()).isEqualTo(0.5);
    assertThat(ratio.lower()).isCloseTo(0.30153960456372964, within(1e-9));
    assertThat(ratio.upper()).isCloseTo(0.6984603954362704, within(1e-9));
  }

  private static List<String> front(String metric) {
    return CostQuality.pareto(
            new AnalysedMetric("t", "t", "dev", metric, null), Cost.TRAIN_SECONDS, CONFIGURATIONS)
        .stream()
        .filter(ParetoRow::onFront)
        .map(ParetoRow::configuration)
        .toList();
  }

  private static Configuration configuration(String label, double value, double cost) {
    return new Configuration("lora", label, 1, value, Map.of(Cost.TRAIN_SECONDS, cost));
  }
}
