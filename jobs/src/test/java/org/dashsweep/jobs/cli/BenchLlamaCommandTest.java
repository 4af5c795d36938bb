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
import java.util.function.Consumer;
import org.dashsweep.benchmark.BenchmarkPrecision;
import org.dashsweep.benchmark.BenchmarkReport;
import org.dashsweep.benchmark.BenchmarkReport.Answering;
import org.dashsweep.benchmark.BenchmarkReport.Comparison;
import org.dashsweep.benchmark.BenchmarkReport.DecodingWay;
import org.dashsweep.benchmark.BenchmarkReport.Measurement;
import org.dashsweep.benchmark.BenchmarkSettings;
import org.dashsweep.benchmark.BenchmarkedLlama;
import org.dashsweep.benchmark.Machine;
import org.dashsweep.benchmark.PeakMemory;
import org.dashsweep.benchmark.StepTimes;
import org.dashsweep.data.DataException;
import org.dashsweep.tensor.Device;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** The benchmark of a LLaMA with a made-up benchmark behind it. */
final class BenchLlamaCommandTest {
  private static final BenchmarkReport REPORT =
      new BenchmarkReport(
          "Here and now only.",
          new BenchmarkReport.LlamaRun(
              512, 8, 8, 1376, 32000, 16, 256, 2000.5, 3000, 0.05, 8, 2, 2, "float32", "cpu"),
          new Machine("Abacus 9", 2, "Linux 6", 0.5),
          new BenchmarkReport.Software("17", "2.7.1"),
          List.of(
              measurement("lora", 40, null, 1000, 10.5, new PeakMemory(1L << 30, 3L << 30)),
              measurement("lora-dash", 32, 8, 990, 10.25, null)),
          List.of(new Comparison(1, 0, 1.02, 1.021, 0.99)),
          null,
          null,
          null,
          new Answering(
              64,
              4,
              32,
              31.5,
              1.25,
              7.5,
              6,
              63,
              2e-6,
              List.of(
                  new DecodingWay("one by one", 6400, 8000, 1.25, 1, 64),
                  new DecodingWay("together", 6400, 8000, 6.25, 5, 64),
                  new DecodingWay("beginning once", 3900, 8000, 7.5, 6, 63))));

  private final List<BenchmarkSettings> asked = new ArrayList<>();

  private static Measurement measurement(
      String method,
      int rank,
      @Nullable Integer directions,
      double tokensPerSecond,
      double meanLoss,
      @Nullable PeakMemory memory) {
    return new Measurement(
        method,
        rank,
        2.0 * rank,
        0.05,
        directions,
        "packed",
        "kept",
        1000,
        tokensPerSecond,
        2 * tokensPerSecond,
        new StepTimes(2, 1, 2, 3),
        0.9,
        0.9,
        0.2,
        meanLoss,
        null,
        memory);
  }

  private BenchmarkReport record(BenchmarkSettings settings, Consumer<String> progress) {
    asked.add(settings);
    progress.accept("step 1 of 8");
    if (((BenchmarkedLlama) settings.subject()).data().equals(Path.of("nowhere"))) {
      throw new DataException("nowhere", "has no set's train.json");
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
    int exitCode = command.execute(("llama " + arguments).strip().split(" +"));
    return new Console(exitCode, out.toString(), err.toString());
  }

  @Test
  void everyOptionArrives() {
    Console console =
        bench(
            "--data rows --tokenizer words --width 128 --layers 3 --rank 4 --directions 5"
                + " --adapter-dropout 0 --batch-size 6 --cutoff 70 --steps 8 --warm-up-steps 9"
                + " --questions 10 --rounds 11 --threads 12 --base-precision bfloat16");
    assertThat(console.err()).isEqualToIgnoringNewLines("measuring: step 1 of 8");
    assertThat(asked)
        .containsExactly(
            new BenchmarkSettings(
                new BenchmarkedLlama(
                    new BenchmarkedLlama.Shape(128, 3),
                    Path.of("rows"),
                    Path.of("words"),
                    new BenchmarkedLlama.Adapters(4, 5, 0),
                    6,
                    70,
                    10,
                    11,
                    Device.cpu()),
                BenchmarkPrecision.BFLOAT16,
                8,
                9,
                12,
                1));
  }

  @Test
  void defaultsAreThoseOfTheHelp() {
    assertThat(bench("--data rows --tokenizer words").exitCode()).isZero();
    assertThat(asked)
        .containsExactly(
            new BenchmarkSettings(
                new BenchmarkedLlama(
                    new BenchmarkedLlama.Shape(512, 8),
                    Path.of("rows"),
                    Path.of("words"),
                    new BenchmarkedLlama.Adapters(32, 8, 0.05),
                    16,
                    256,
                    64,
                    3,
                    Device.cpu()),
                BenchmarkPrecision.FLOAT32,
                8,
                2,
                Runtime.getRuntime().availableProcessors(),
                1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--data rows                                     | --tokenizer",
        "--data rows --tokenizer words --width 100       | width must be a multiple of the 64",
        "--data rows --tokenizer words --warm-up-steps 1 | warm-up-steps must be at least 2 with lora-dash",
        "--data rows --tokenizer words --directions 0    | directions must be at least 1: 0",
        "--data nowhere --tokenizer words                | nowhere has no set's train.json",
        "--data rows --tokenizer words --method lora     | --method lora has no effect with llama",
        "--data rows --tokenizer words --compare         | --compare has no effect with llama",
        "--data rows --tokenizer words --concurrent 2    | --concurrent 2 has no effect with llama",
      })
  void badValuesAreBadUsage(String options, String message) {
    Console console = bench(options);
    assertThat(console.exitCode()).isEqualTo(2);
    assertThat(console.err()).contains(message).doesNotContain("\tat ");
  }

  @Test
  void theTableHasALineForEachTraining() {
    assertThat(bench("--data rows --tokenizer words").out())
        .contains("LLaMA of width 512, 8 layers", "2001 real tokens, 3000 padded", "Abacus 9")
        .containsPattern(
            "lora r=40 packed, activations kept +1000 +1000 / 2000 / 3000 +10.5000 +3072 +2048\n")
        .containsPattern("lora-dash r=32 s=8 packed, activations kept +990 .* - +-\n")
        .contains("lora r=40 packed, activations kept: step x 1.021")
        .contains("1.25 a second one by one, 7.50 together, x 6.00")
        .contains("63 of 64 examples")
        .containsPattern("together +6400 +8000 +6.25 +x 5.00 +64 of 64\n")
        .containsPattern("beginning once +3900 +8000 +7.50 +x 6.00 +63 of 64\n");
  }

  @Test
  void jsonHoldsVersionsAndFigures() throws JsonProcessingException {
    JsonNode report = new JsonMapper().readTree(bench("--data r --tokenizer w --json").out());
    assertThat(report.at("/software/dashSweep").asText()).isNotEmpty();
    assertThat(report.at("/measurements/0/memory/peakBytes").asLong()).isEqualTo(3L << 30);
    assertThat(report.at("/measurements/1").has("memory")).isFalse();
    assertThat(report.at("/answering/speedup").asDouble()).isEqualTo(6);
    assertThat(report.at("/answering/ways/2/promptTokens").asLong()).isEqualTo(3900);
  }
}
