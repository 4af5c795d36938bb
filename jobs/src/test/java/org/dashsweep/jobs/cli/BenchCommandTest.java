package org.dashsweep.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.dashsweep.adapter.DirectionLaunchCount;
import org.dashsweep.adapter.HeadOnly;
import org.dashsweep.adapter.Lora;
import org.dashsweep.adapter.LoraDash;
import org.dashsweep.adapter.TargetModules;
import org.dashsweep.benchmark.BenchmarkAgreement;
import org.dashsweep.benchmark.BenchmarkPrecision;
import org.dashsweep.benchmark.BenchmarkReport;
import org.dashsweep.benchmark.BenchmarkReport.Comparison;
import org.dashsweep.benchmark.BenchmarkReport.Measurement;
import org.dashsweep.benchmark.BenchmarkReport.ProductRate;
import org.dashsweep.benchmark.BenchmarkSettings;
import org.dashsweep.benchmark.BenchmarkedEncoder;
import org.dashsweep.benchmark.Machine;
import org.dashsweep.benchmark.StepTimes;
import org.dashsweep.benchmark.Workload;
import org.dashsweep.weights.CheckpointException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** The benchmark's command line with a made-up benchmark behind it. */
final class BenchCommandTest {
  private static final ProductRate DEFAULT =
      new ProductRate("torch.matmul", "float32", 2048, 2048, 2048, 100e9);
  private static final ProductRate FASTEST =
      new ProductRate("torch.mkldnn_linear", "float32", 2048, 2048, 2048, 200e9);
  private static final BenchmarkReport REPORT =
      new BenchmarkReport(
          "Here and now only.",
          new BenchmarkReport.EncoderRun("minilm", null, 32, 16, "float32", 0.1, 0.1, 20, 5, 2, 1),
          new Machine("Abacus 9", 2, "Linux 6", 0.5),
          new BenchmarkReport.Software("17", "2.7.1"),
          List.of(measurement("lora", 16, null, 0.5), measurement("lora-dash", 8, 8, 0.75)),
          List.of(new Comparison(1, 0, 1.5, 1.5, 0.667)),
          new BenchmarkReport.Peak(DEFAULT, FASTEST, List.of(DEFAULT, FASTEST)),
          new BenchmarkAgreement(32, 0.5, 2e-7),
          1L << 30,
          null);

  private final List<BenchmarkSettings> asked = new ArrayList<>();

  private static Measurement measurement(
      String method, int rank, @Nullable Integer directions, double time) {
    return new Measurement(
        method,
        rank,
        2.0 * rank,
        0.0,
        directions,
        "packed",
        null,
        1000,
        512 / time,
        512 / time,
        new StepTimes(time, time, time, time),
        0.2,
        0.2,
        0.01,
        0.7,
        new BenchmarkReport.Operations(43e9, 43e9 / time, 0.86, 0.43),
        null);
  }

  private BenchmarkReport record(BenchmarkSettings settings, Consumer<String> progress) {
    asked.add(settings);
    progress.accept("step 1 of 20");
    if (((BenchmarkedEncoder) settings.subject()).model().equals("nowhere")) {
      throw new CheckpointException("nowhere", "is no model");
    }
    return REPORT;
  }

  private Console bench(String arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command =
        new CommandLine(new BenchCommand(this::record))
            .setParameterExceptionHandler(ErrorMessages::onBadUsage)
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err));
    int exitCode = command.execute(arguments.strip().split(" +"));
    return new Console(exitCode, out.toString(), err.toString());
  }

  @Test
  void defaultsAreLoraOfRank8OnRandomTokens() {
    assertThat(bench("minilm").exitCode()).isZero();
    assertThat(asked)
        .containsExactly(
            new BenchmarkSettings(
                new BenchmarkedEncoder(
                    "minilm",
                    List.of(new Lora(8, 16, 0, TargetModules.all())),
                    new Workload.RandomTokens(32, 32),
                    OptionalDouble.empty(),
                    OptionalDouble.empty()),
                BenchmarkPrecision.FLOAT32,
                20,
                5,
                Runtime.getRuntime().availableProcessors(),
                1));
  }

  @Test
  void everyOptionArrives() {
    Console console =
        bench(
            "models/bert --method lora-dash --rank 4 --alpha 6 --directions 3 --batch-size 7"
                + " --task mrpc --data glue --max-length 320 --base-precision bfloat16 --adapter-dropout 0.1"
                + " --hidden-dropout 0.2 --attention-dropout 0 --steps 9 --warm-up-steps 3"
                + " --concurrent 2 --threads 5");
    assertThat(console.err()).isEmpty();
    assertThat(asked)
        .containsExactly(
            new BenchmarkSettings(
                new BenchmarkedEncoder(
                    "models/bert",
                    List.of(
                        new LoraDash(
                            new Lora(4, 6, 0.1, TargetModules.all()),
                            3,
                            1,
                            1e-6,
                            DirectionLaunchCount.UPDATES)),
                    new Workload.TaskBatches(7, "mrpc", Path.of("glue"), OptionalInt.of(320)),
                    OptionalDouble.of(0.2),
                    OptionalDouble.of(0)),
                BenchmarkPrecision.BFLOAT16,
                9,
                3,
                5,
                2));
  }

  @Test
  void compareSetsLoraOfTheWholeRankAgainstLoraDash() {
    bench("minilm --compare --rank 4 --directions 12");
    assertThat(asked.get(0).subject().methods())
        .containsExactly(
            new Lora(16, 32, 0, TargetModules.all()),
            new LoraDash(
                new Lora(4, 8, 0, TargetModules.all()), 12, 1, 1e-6, DirectionLaunchCount.UPDATES));
  }

  @Test
  void headOnlyTakesNoRank() {
    bench("minilm --method head-only");
    assertThat(asked.get(0).subject().methods()).containsExactly(new HeadOnly());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--method head-only --rank 8            | --rank 8 has no effect with --method head-only",
        "--method head-only --alpha 8           | --alpha 8.0 has no effect",
        "--method head-only --adapter-dropout 0 | --adapter-dropout 0.0 has no effect",
        "--method head-only --directions 8      | --directions 8 has no effect without",
        "--directions 8                         | --directions 8 has no effect without",
        "--compare --method lora                | --method lora has no effect with --compare",
        "--task supersense --length 9           | --length 9 has no effect with --task",
        "--data glue                            | --data glue has no effect without --task",
        "--max-length 9                         | --max-length 9 has no effect without --task",
        "--task rte --max-length 0              | max-length must be at least 1: 0",
        "--method dara                          | --method dara is not known: use full, bitfit, lora,",
        "--base-precision float16               | float16 is not known: use float32 or bfloat16",
        "--rank 0                               | rank must be between 1 and 65536: 0",
        "--alpha 0                              | alpha must be more than 0: 0.0",
        "--adapter-dropout 1                    | adapter-dropout must be at least 0 and less than 1: 1.0",
        "--batch-size 0                         | batch-size must be at least 1: 0",
        "--length 0                             | length must be at least 1: 0",
        "--steps 0                              | steps must be at least 1: 0",
        "--concurrent 0                         | concurrent must be at least 1: 0",
        "--compare --warm-up-steps 1            | warm-up-steps must be at least 2 with lora-dash",
        "--slots 2                              | --slots",
        "--cutoff 256                           | --cutoff 256 has no effect without llama",
        "--tokenizer words                      | --tokenizer words has no effect without llama",
        "--device cpu                           | --device cpu has no effect without llama",
      })
  void optionsWithoutEffectAndBadValuesAreRefused(String options, String message) {
    Console console = bench("minilm " + options);
    assertThat(console.exitCode()).isEqualTo(2);
    assertThat(console.err()).startsWith("dash-sweep: ").contains(message);
    assertThat(asked).isEmpty();
  }

  @Test
  void anUnreadableModelIsBadUsage() {
    Console console = bench("nowhere");
    assertThat(console.exitCode()).isEqualTo(2);
    assertThat(console.err()).contains("nowhere is no model").doesNotContain("\tat ");
  }

  @Test
  void theTableNamesBothShares() {
    assertThat(bench("minilm").out())
        .contains("minilm", "batches of 32 x 16 random tokens", "Abacus 9", "Here and now only.")
        .containsPattern("real tokens/s +1024 +683\n")
        .containsPattern("step mean, ms +500.0 +750.0\n")
        .containsPattern("share of framework's product +86.0 % +86.0 %\n")
        .containsPattern("share of fastest product +43.0 % +43.0 %\n")
        .contains("lora-dash r=8 s=8 packed against lora r=16 packed: median step x 1.500")
        .containsPattern("2048 x 2048 x 2048 +100.0 +200.0\n")
        .contains("Logits of 32 examples packed and padded: largest difference 2.0e-07,")
        .contains("Fastest product  torch.mkldnn_linear float32 at 2048 x 2048 x 2048: 200.0");
  }

  @Test
  void jsonHoldsSettingsVersionsAndFigures() throws JsonProcessingException {
    JsonNode report = new JsonMapper().readTree(bench("minilm --json").out());
    assertThat(report.fieldNames())
        .toIterable()
        .containsExactly(
            "note",
            "run",
            "machine",
            "software",
            "measurements",
            "comparisons",
            "peak",
            "logits",
            "peakResidentBytes");
    assertThat(report.at("/run/length").asInt()).isEqualTo(16);
    assertThat(report.at("/run").has("task")).isFalse();
    assertThat(report.at("/run/threads").asInt()).isEqualTo(2);
    assertThat(report.at("/machine/processor").asText()).isEqualTo("Abacus 9");
    assertThat(report.at("/software").fieldNames())
        .toIterable()
        .containsExactly("java", "pytorch", "dashSweep");
    JsonNode lora = report.at("/measurements/0");
    assertThat(lora.has("directions")).isFalse();
    assertThat(lora.at("/stepSeconds").fieldNames())
        .toIterable()
        .containsExactly("mean", "percentile10", "percentile50", "percentile90");
    assertThat(lora.get("realTokensPerSecond").asDouble()).isEqualTo(1024);
    assertThat(lora.get("shareOfFrameworkPeak").asDouble()).isEqualTo(0.86);
    assertThat(lora.get("shareOfFastestPeak").asDouble()).isEqualTo(0.43);
    assertThat(lora.get("operationsPerStep").asDouble()).isEqualTo(43e9);
    assertThat(report.at("/measurements/1/directions").asInt()).isEqualTo(8);
    assertThat(report.at("/comparisons/0/ratioOfMedianStepSeconds").asDouble()).isEqualTo(1.5);
    assertThat(report.at("/peak/fastest/operationsPerSecond").asDouble()).isEqualTo(200e9);
    assertThat(report.at("/peak/products").size()).isEqualTo(2);
    assertThat(report.at("/logits/largestDifference").asDouble()).isEqualTo(2e-7);
    assertThat(report.get("peakResidentBytes").asLong()).isEqualTo(1L << 30);
  }
}
