package org.dashsweep.jobs.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("spark")
final class PairedIntervalTest {
  private static final double EXACT = 1e-9;

  private static SparkSession spark;

  @BeforeAll
  static void startSpark() {
    spark =
        SparkSession.builder()
            .master("local[1]")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", "1")
            .getOrCreate();
    PairedInterval.register(spark);
  }

  @AfterAll
  static void stopSpark() {
    spark.stop();
  }

  /**
   * Values of numpy 2.4.6 and scipy 1.17.1: mean squares of a two-way table by their definition,
   * the variance and the degrees of freedom as {@code CrossedMean} states them, and {@code
   * scipy.stats.t}.
   */
  @Test
  void threeSeedsAndFourExamples() {
    Row row = of("1 1 0 0", "1 1 0 -1", "0 1 0 0");
    assertThat(row.<Double>getAs("difference")).isCloseTo(1 / 3.0, within(EXACT));
    assertThat(row.<Double>getAs("standard_error")).isCloseTo(0.31457643480294795, within(EXACT));
    assertThat(row.<Double>getAs("degrees_of_freedom")).isCloseTo(2.898305084745763, within(EXACT));
    assertThat(row.<Double>getAs("low")).isCloseTo(-0.6879578072374275, within(EXACT));
    assertThat(row.<Double>getAs("high")).isCloseTo(1.354624473904094, within(EXACT));
    assertThat(row.<Double>getAs("p")).isCloseTo(0.36952850258074915, within(EXACT));
    assertThat(row.<Double>getAs("minimum_detectable"))
        .isGreaterThan(row.<Double>getAs("standard_error"));
    assertThat(row.<Integer>getAs("seeds")).isEqualTo(3);
    assertThat(row.<Integer>getAs("examples")).isEqualTo(4);
    assertThat(row.<String>getAs("over")).isEqualTo("seeds and examples");
  }

  @Test
  void oneSeedTellsOfExamplesAlone() {
    assertThat(of("1 0 0 -1 1").<String>getAs("over")).isEqualTo("examples alone");
  }

  @Test
  void aSingleAnswerHasNoInterval() {
    Row row = of("1");
    assertThat(row.<Double>getAs("difference")).isEqualTo(1);
    assertThat(Stream.of("low", "high", "standard_error", "p", "minimum_detectable"))
        .allSatisfy(column -> assertThat(row.<Object>getAs(column)).isNull());
  }

  @Test
  void noRowsAreNoInterval() {
    assertThat(spark.sql(query("(1L, 'a', 0D)", "seed > 1")).head().isNullAt(0)).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "(1L, 'a', 0D), (1L, 'b', 0D), (2L, 'a', 0D); seed 2 has no difference of the example 'b'",
        "(1L, 'a', 0D), (1L, 'a', 1D); seed 1 has the example 'a' twice",
        "(1L, 'a', 0D), (1L, 'b', NULL); must not be null, but a row is 1, b, null"
      })
  void whatIsNotPairedIsRefused(String rows, String message) {
    assertThatThrownBy(() -> spark.sql(query(rows, "true")).collectAsList())
        .rootCause()
        .hasMessageContaining(message);
  }

  /** A row of the table is a seed, its words are the examples' differences. */
  private static Row of(String... seeds) {
    StringBuilder rows = new StringBuilder();
    for (int seed = 0; seed < seeds.length; seed++) {
      List<String> differences = List.of(seeds[seed].split(" "));
      for (int example = 0; example < differences.size(); example++) {
        rows.append(rows.isEmpty() ? "" : ", ")
            .append("(" + seed + "L, 'e" + example + "', " + differences.get(example) + "D)");
      }
    }
    return spark.sql(query(rows.toString(), "true")).head().getStruct(0);
  }

  private static String query(String rows, String condition) {
    return "SELECT paired_interval(collect_list(struct(seed, example, difference)))"
        + " FROM VALUES "
        + rows
        + " AS answers(seed, example, difference) WHERE "
        + condition;
  }
}
