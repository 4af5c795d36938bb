package org.dashsweep.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.dashsweep.adapter.DirectionLaunchCount;
import org.dashsweep.adapter.HeadOnly;
import org.dashsweep.adapter.Lora;
import org.dashsweep.adapter.LoraDash;
import org.dashsweep.adapter.Method;
import org.dashsweep.adapter.TargetModules;
import org.dashsweep.benchmark.BenchmarkReport.Measurement;
import org.dashsweep.source.RandomDeberta;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole benchmarks of a tiny model. What they measure means nothing; how it adds up does. */
@Tag("native")
final class BenchmarkTest {
  private static final Lora LORA = new Lora(4, 8, 0.1, TargetModules.all());
  private static final LoraDash DASH =
      new LoraDash(
          new Lora(2, 4, 0.1, TargetModules.all()), 2, 1, 1e-6, DirectionLaunchCount.UPDATES);
  private static final Workload RANDOM = new Workload.RandomTokens(3, 5);

  private final Path directory;

  BenchmarkTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @BeforeEach
  void writeModel() throws IOException {
    TinyModelDirectory.write(directory);
  }

  @Test
  void comparesMethodsStepByStep() {
    BenchmarkReport report =
        run(settings(List.of(LORA, DASH), RANDOM, BenchmarkPrecision.FLOAT32, 1));
    assertThat(report.measurements())
        .extracting(Measurement::method, Measurement::rank, Measurement::directions)
        .containsExactly(tuple("lora", 4, null), tuple("lora-dash", 2, 2));
    Measurement lora = report.measurements().get(0);
    Measurement dash = report.measurements().get(1);
    // 2 blocks of in + out = 4 * 16 + 2 * 24, and 12 layers of two coefficients.
    assertThat(lora.adapterParameters()).isEqualTo(4 * 2 * 112);
    assertThat(dash.adapterParameters()).isEqualTo(2 * 2 * 112 + 12 * 2);
    assertThat(lora.realTokensPerSecond()).isEqualTo(15 / lora.stepSeconds().mean(), within(1e-6));
    assertThat(lora.paddedTokensPerSecond()).isEqualTo(lora.realTokensPerSecond());
    assertThat(lora.meanForwardSeconds() + lora.meanBackwardSeconds() + lora.meanUpdateSeconds())
        .isPositive()
        .isLessThanOrEqualTo(lora.stepSeconds().mean());
    assertThat(report.comparisons()).hasSize(1);
    assertThat(report.comparisons().get(0).of()).isEqualTo(1);
    assertThat(report.comparisons().get(0).ratioOfMedianStepSeconds())
        .isEqualTo(dash.stepSeconds().percentile50() / lora.stepSeconds().percentile50());
  }

  @Test
  void setsStepsAgainstTheProductsOfTheSameThreads() {
    BenchmarkReport report =
        run(settings(List.of(new HeadOnly()), RANDOM, BenchmarkPrecision.BFLOAT16, 2));
    // The square and the model's four shapes, by three operators.
    BenchmarkReport.Peak peak = Objects.requireNonNull(report.peak());
    assertThat(peak.products()).hasSize(15);
    assertThat(peak.products())
        .allSatisfy(rate -> assertThat(rate.operationsPerSecond()).isPositive().isFinite());
    assertThat(peak.frameworkDefault().operator()).isEqualTo("torch.matmul");
    assertThat(peak.fastest().operationsPerSecond())
        .isGreaterThanOrEqualTo(peak.frameworkDefault().operationsPerSecond());
    Measurement measured = report.measurements().get(0);
    assertThat(measured.adapterParameters()).isZero();
    assertThat(measured.rank()).isNull();
    BenchmarkReport.Operations operations = operations(measured);
    assertThat(operations.operationsPerSecond() / operations.operationsPerStep())
        .isEqualTo(measured.realTokensPerSecond() / 15, within(1e-6));
    assertThat(operations.shareOfFastestPeak())
        .isEqualTo(operations.operationsPerSecond() / peak.fastest().operationsPerSecond());
    BenchmarkReport.EncoderRun ran = (BenchmarkReport.EncoderRun) report.run();
    assertThat(ran.hiddenDropout()).isEqualTo(0.1);
    assertThat(ran.attentionDropout()).isEqualTo(0.3);
    assertThat(ran.concurrent()).isEqualTo(2);
    assertThat(report.machine().processor()).isNotBlank();
    assertThat(report.peakResidentBytes()).isPositive();
  }

  @Test
  void aTasksBatchesAreMeasuredPackedAndPadded() {
    BenchmarkReport report =
        run(
            settings(
                List.of(LORA),
                new Workload.TaskBatches(8, "supersense", directory, OptionalInt.of(40)),
                BenchmarkPrecision.FLOAT32,
                1));
    assertThat(report.measurements())
        .extracting(Measurement::layout)
        .containsExactly("packed", "padded", "padded to maximum");
    Measurement packed = report.measurements().get(0);
    Measurement padded = report.measurements().get(1);
    // Definitions differ in length; both count the same real tokens of the same batches.
    assertThat(packed.paddedTokensPerSecond()).isGreaterThan(packed.realTokensPerSecond());
    assertThat(operations(padded).operationsPerStep())
        .isGreaterThan(operations(packed).operationsPerStep());
    assertThat(operations(report.measurements().get(2)).operationsPerStep())
        .isGreaterThan(operations(padded).operationsPerStep());
    assertThat(packed.realTokensPerSecond() * packed.stepSeconds().mean())
        .isEqualTo(padded.realTokensPerSecond() * padded.stepSeconds().mean(), within(1e-6));
    assertThat(report.comparisons().get(0).ratioOfRealTokensPerSecond())
        .isEqualTo(packed.realTokensPerSecond() / padded.realTokensPerSecond());
    assertThat(report.logits())
        .satisfies(
            logits -> {
              assertThat(logits.examples()).isEqualTo(8);
              assertThat(logits.largestLogit()).isPositive();
              assertThat(logits.largestDifference())
                  .isLessThan(1e-5 * logits.largestLogit() + 1e-6);
            });
    BenchmarkReport.EncoderRun ran = (BenchmarkReport.EncoderRun) report.run();
    assertThat(ran.task()).isEqualTo("supersense");
    assertThat(ran.length()).isEqualTo(40);
  }

  @Test
  void aDebertaOfAPublishedSizeNeedsNoFiles() {
    BenchmarkReport report =
        run(
            new BenchmarkSettings(
                new BenchmarkedEncoder(
                    "random-deberta-v3-xsmall",
                    List.of(LORA),
                    new Workload.RandomTokens(1, 4),
                    OptionalDouble.empty(),
                    OptionalDouble.empty()),
                BenchmarkPrecision.FLOAT32,
                1,
                0,
                1,
                1));
    // 12 blocks of in + out = 4 * (384 + 384) + 2 * (384 + 1536).
    assertThat(report.measurements().get(0).adapterParameters()).isEqualTo(4 * 12 * 6912);
    assertThat(report.logits()).isNull();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RandomDeberta.read("random-deberta-v3-huge"))
        .withMessage(
            "model must be random-deberta-v3- and one of base, large, small, xsmall:"
                + " random-deberta-v3-huge");
    assertThat(RandomDeberta.read("microsoft/deberta-v3-xsmall")).isEmpty();
  }

  @Test
  void otherEncodersHaveTheirPublishedSizesToo() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RandomEncoder.read("random-modernbert-huge"))
        .withMessage(
            "model must be random-modernbert- and one of base, large: random-modernbert-huge");
    assertThat(RandomEncoder.read("answerdotai/ModernBERT-base")).isEmpty();
  }

  @Test
  void longerExamplesThanTheModelTakesAreRefused() {
    Workload workload = new Workload.RandomTokens(1, TinyModelDirectory.LONGEST + 1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> run(settings(List.of(LORA), workload, BenchmarkPrecision.FLOAT32, 1)))
        .withMessageContaining("length must be at most 64")
        .withMessageEndingWith(": 65");
    Workload task = new Workload.TaskBatches(1, "supersense", directory, OptionalInt.of(65));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> run(settings(List.of(LORA), task, BenchmarkPrecision.FLOAT32, 1)))
        .withMessageContaining("max-length must be at most 64");
  }

  private BenchmarkSettings settings(
      List<Method> methods, Workload workload, BenchmarkPrecision precision, int concurrent) {
    return new BenchmarkSettings(
        new BenchmarkedEncoder(
            directory.toString(),
            methods,
            workload,
            OptionalDouble.empty(),
            OptionalDouble.of(0.3)),
        precision,
        3,
        2,
        1,
        concurrent);
  }

  private static BenchmarkReport.Operations operations(Measurement measured) {
    return Objects.requireNonNull(measured.operations());
  }

  private static BenchmarkReport run(BenchmarkSettings settings) {
    return new Benchmark(settings, said -> {}, new Benchmark.ProductSize(16, Duration.ofNanos(1)))
        .run();
  }
}
