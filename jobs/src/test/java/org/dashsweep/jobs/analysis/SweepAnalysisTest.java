package org.dashsweep.jobs.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.dashsweep.jobs.analysis.result.Analysis;
import org.dashsweep.jobs.analysis.result.AnalysisStore;
import org.dashsweep.jobs.analysis.result.Cost;
import org.dashsweep.jobs.analysis.result.CostCorrelationRow;
import org.dashsweep.jobs.analysis.result.Finding;
import org.dashsweep.jobs.analysis.result.ImportanceRow;
import org.dashsweep.jobs.analysis.result.ImportanceRow.Part;
import org.dashsweep.jobs.analysis.result.ImportanceRow.Source;
import org.dashsweep.jobs.analysis.result.MarginalRow;
import org.dashsweep.jobs.analysis.result.MarginalRow.Estimate;
import org.dashsweep.jobs.analysis.result.StoredAnalysis;
import org.dashsweep.jobs.analysis.result.SurrogateRow;
import org.dashsweep.jobs.analysis.result.TablesFingerprint;
import org.dashsweep.jobs.cli.Logs;
import org.dashsweep.jobs.tables.FinishedTrial;
import org.dashsweep.jobs.tables.ResultStore;
import org.dashsweep.jobs.tables.TableCompaction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Analyses of tables of known functions, against what scikit-learn and statsmodels make of them:
 * see {@code make_expected.py}.
 */
@Tag("spark")
final class SweepAnalysisTest {
  private static final Set<String> ACCURACY = Set.of("accuracy");

  /** Forests for tests of something else. */
  private static final ForestSettings SMALL = new ForestSettings(10, 4, 3, 2, 17);

  /** No table of these tests has trials enough for so many folds. */
  private static final ForestSettings NO_FOREST = new ForestSettings(10, 4, 1_000, 2, 17);

  /**
   * The tolerance, in standard deviations of scikit-learn's own results over folds, forests and
   * permutations. One of our runs is one of them, but for thresholds and Poisson bootstrap samples.
   */
  private static final double DEVIATIONS = 4;

  private final Path directory;
  private final ResultStore store;

  SweepAnalysisTest(@TempDir Path directory) throws IOException {
    this.directory = directory;
    this.store = ResultStore.open(directory.toString(), new Configuration());
  }

  @BeforeEach
  void silence() {
    Logs.silence();
  }

  @Test
  void importanceIsScikitLearnsWithinItsNoise() throws Exception {
    AnalysisTrials.commit(store, "search.csv");
    Analysis analysis = analyse("local[2]", ACCURACY);
    SurrogateRow surrogate = analysis.surrogates().get(0);
    assertThat(surrogate.trials()).isEqualTo(200);
    // Alpha follows from the rank, directions and launch-step from the method.
    assertThat(surrogate.settings()).containsExactly("method", "learning-rate", "rank", "epochs");
    assertThat(surrogate.isFullGrid()).isFalse();
    assertThat(surrogate.possibleCells()).isEqualTo(150);
    assertThat(surrogate.finding()).isEqualTo(Finding.PREDICTS);
    assertExpected("r2", there(surrogate.rSquared()));
    Map<String, Double> alone = new TreeMap<>();
    for (ImportanceRow row : analysis.importance()) {
      assertThat(row.source()).isEqualTo(Source.FOREST);
      assertThat(row.lower()).isLessThan(row.importance());
      assertThat(row.upper()).isGreaterThan(row.importance());
      if (row.part() == Part.SETTING) {
        alone.put(there(row.setting()), row.importance());
        assertExpected(there(row.setting()), row.importance());
      } else {
        assertExpected(row.setting() + " x " + row.otherSetting(), there(row.joint()));
        assertThat(row.importance())
            .isCloseTo(
                there(alone.get(there(row.setting())))
                    + there(alone.get(there(row.otherSetting())))
                    - there(row.joint()),
                within(1e-12));
      }
    }
    assertThat(analysis.importance()).hasSize(10);
    assertPartialDependence(analysis);
    assertThat(
            analysis.costCorrelations().stream()
                .filter(row -> row.cost() == Cost.TRAINABLE_PARAMETERS))
        .as("all have the same number of parameters")
        .isEmpty();
  }

  private static void assertExpected(String name, double value) throws IOException {
    double mean = AnalysisTrials.expected("search", name, "mean");
    double deviation = AnalysisTrials.expected("search", name, "deviation");
    assertThat(value).as(name).isCloseTo(mean, within(DEVIATIONS * deviation));
  }

  /** The function is known: the middle rate is 0.05 above the outermost. */
  private static void assertPartialDependence(Analysis analysis) {
    List<MarginalRow> rates =
        analysis.marginals().stream()
            .filter(
                row -> row.estimate() == Estimate.FOREST && row.setting().equals("learning-rate"))
            .toList();
    assertThat(rates.stream().map(MarginalRow::value))
        .containsExactly("0.0001", "0.0003", "0.001", "0.003", "0.01");
    assertThat(rates.get(2).mean() - rates.get(0).mean()).isCloseTo(0.05, within(0.01));
    assertThat(rates.get(2).mean() - rates.get(4).mean()).isCloseTo(0.05, within(0.01));
    assertThat(rates.get(2).lower()).isLessThan(rates.get(2).mean());
  }

  @Test
  void sharesOfAFullGridAreExactAndTheSameOnAnotherNumberOfCores() throws Exception {
    AnalysisTrials.commit(store, "grid.csv");
    Analysis analysis = analyse("local[2]", ACCURACY, SMALL);
    SurrogateRow surrogate = analysis.surrogates().get(0);
    assertThat(surrogate.seedsPerCell()).isEqualTo(3);
    assertThat(surrogate.cells()).isEqualTo(18);
    List<ImportanceRow> exact =
        analysis.importance().stream().filter(row -> row.source() == Source.EXACT).toList();
    assertThat(exact).hasSize(8);
    assertShare(exact, Part.SETTING, "rank", "C(rank)");
    assertShare(exact, Part.PAIR, "method", "C(method):C(rate)");
    assertShare(exact, Part.SEED, null, "Residual");
    // The interval is that of the variance between seeds.
    MarginalRow mean = analysis.marginals().get(0);
    assertThat(mean.trials()).isEqualTo(27);
    assertThat(there(mean.upper()) - there(mean.lower())).isBetween(0.004, 0.016);
    assertThat(analysis.interactions()).hasSize(2 * 3 + 2 * 3 + 3 * 3);
    assertThat(analysis.pareto()).hasSize(3 * 18);

    AnalysisStore kept = new AnalysisStore(store);
    kept.write(stored(analysis));
    Map<String, byte[]> first = files();
    assertThat(first).hasSize(10);
    kept.write(stored(analyse("local[1]", ACCURACY, SMALL)));
    assertThat(files())
        .allSatisfy((name, bytes) -> assertThat(bytes).as(name).isEqualTo(first.get(name)));
  }

  private static void assertShare(
      List<ImportanceRow> rows, Part part, @Nullable String setting, String expected)
      throws IOException {
    ImportanceRow found =
        rows.stream()
            .filter(row -> row.part() == part && (setting == null || setting.equals(row.setting())))
            .findFirst()
            .orElseThrow();
    assertThat(found.importance())
        .as(expected)
        .isCloseTo(AnalysisTrials.expected("grid", "share", expected), within(1e-9));
  }

  @Test
  void pureNoiseHasNoImportance() throws Exception {
    Random random = new Random(3);
    List<FinishedTrial> trials = new ArrayList<>();
    for (AnalysisTrials.Row row : AnalysisTrials.read("search.csv")) {
      // As many rates as trials.
      double rate = Math.pow(10, -4 + 2 * random.nextDouble());
      trials.add(
          new AnalysisTrials.Row(
                  row.id(), row.method(), rate, row.rank(), row.epochs(), row.seed(), 0)
              .trial(0.7 + 0.01 * random.nextGaussian()));
    }
    store.commitTogether(trials);
    Analysis analysis = analyse("local[2]", ACCURACY, SMALL);
    assertThat(analysis.surrogates().get(0).finding()).isEqualTo(Finding.NOTHING);
    assertThat(analysis.surrogates().get(0).rSquaredLower()).isLessThan(0);
    assertThat(analysis.importance()).isEmpty();
    assertThat(analysis.marginals())
        .isNotEmpty()
        .allSatisfy(row -> assertThat(row.estimate()).isEqualTo(Estimate.MEAN));
    assertThat(
            analysis.marginals().stream()
                .filter(row -> row.setting().equals("learning-rate"))
                .map(MarginalRow::trials))
        .as("ranges with equally many trials")
        .hasSize(10)
        .allSatisfy(count -> assertThat(count).isBetween(18, 22));
  }

  @Test
  void oneConfigurationHasNothingThatMatters() throws Exception {
    store.commitTogether(
        List.of(
            new AnalysisTrials.Row("a", "lora", 1e-3, 8, 4, 1, 0.5).trial(0.5),
            new AnalysisTrials.Row("b", "lora", 1e-3, 8, 4, 2, 0.6).trial(0.6)));
    Analysis analysis = analyse("local[2]", ACCURACY, SMALL);
    assertThat(analysis.surrogates().get(0).settings()).isEmpty();
    assertThat(analysis.importance()).isEmpty();
    assertThat(analysis.marginals()).isEmpty();
    assertThat(analysis.pareto()).isNotEmpty();
  }

  @Test
  void anAnalysisOfAConstantMetricIsCurrentUntilTablesChange() throws Exception {
    AnalysisTrials.commit(store, "grid.csv", row -> 0.7);
    Analysis analysis = analyse("local[2]", ACCURACY, SMALL);
    assertThat(analysis.surrogates().get(0).finding()).isEqualTo(Finding.CONSTANT);
    assertThat(analysis.importance()).isEmpty();
    AnalysisStore kept = new AnalysisStore(store);
    assertThat(kept.read()).isEmpty();
    kept.write(stored(analysis));
    StoredAnalysis read = kept.read().orElseThrow();
    assertThat(read.analysis()).isEqualTo(analysis);
    assertThat(read.isCurrent(store.snapshot())).isTrue();
    new TableCompaction(store, Duration.ofDays(1), 10, Clock.systemUTC()).run();
    assertThat(read.isCurrent(store.snapshot())).isTrue();
    store.commitTogether(
        List.of(new AnalysisTrials.Row("new", "lora", 1e-3, 8, 1, 4, 0.5).trial(0.5)));
    assertThat(read.isCurrent(store.snapshot())).isFalse();

    Path file = directory.resolve("analysis/importance/rows.parquet");
    Files.copy(
        directory.resolve("analysis/pareto/rows.parquet"),
        file,
        StandardCopyOption.REPLACE_EXISTING);
    assertThatThrownBy(kept::read)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("analysis/importance/rows.parquet")
        .hasMessageContaining("run dash-sweep analyse again");
  }

  @Test
  void correlationsAreSciPys() throws Exception {
    // Parameters that grow with the rank.
    List<AnalysisTrials.Row> rows = AnalysisTrials.read("search.csv");
    store.commitTogether(rows.stream().map(RankedCost::trial).toList());
    CostCorrelationRow row =
        analyse("local[2]", ACCURACY, NO_FOREST).costCorrelations().stream()
            .filter(each -> each.cost() == Cost.TRAINABLE_PARAMETERS)
            .findFirst()
            .orElseThrow();
    assertThat(row.correlation()).isCloseTo(AnalysisTrials.expected("spearman"), within(1e-12));
    assertThat(row.lower()).isBetween(0.65, row.correlation());
  }

  private static <T> T there(@Nullable T value) {
    return Objects.requireNonNull(value);
  }

  private StoredAnalysis stored(Analysis analysis) throws IOException {
    return new StoredAnalysis(analysis, TablesFingerprint.of(store.snapshot()));
  }

  private Map<String, byte[]> files() throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> found = Files.walk(directory.resolve("analysis"))) {
      for (Path file :
          found.filter(each -> each.toString().matches(".*[.](parquet|json)")).toList()) {
        if (!file.getFileName().toString().startsWith(".")) {
          files.put(directory.relativize(file).toString(), Files.readAllBytes(file));
        }
      }
    }
    return files;
  }

  private Analysis analyse(String master, Set<String> metrics)
      throws IOException, UnknownMetricException {
    return analyse(master, metrics, ForestSettings.DEFAULT);
  }

  private Analysis analyse(String master, Set<String> metrics, ForestSettings how)
      throws IOException, UnknownMetricException {
    try (SparkSession spark =
        SparkSession.builder()
            .master(master)
            .config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", "2")
            .getOrCreate()) {
      return SweepAnalysis.of(spark, directory.toString(), metrics, how);
    }
  }
}
