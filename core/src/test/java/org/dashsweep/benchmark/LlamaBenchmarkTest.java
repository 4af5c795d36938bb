package org.dashsweep.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.dashsweep.benchmark.BenchmarkReport.Answering;
import org.dashsweep.benchmark.BenchmarkReport.Comparison;
import org.dashsweep.benchmark.BenchmarkReport.DecodingWay;
import org.dashsweep.benchmark.BenchmarkReport.Measurement;
import org.dashsweep.data.DataException;
import org.dashsweep.source.TinyLlama;
import org.dashsweep.tensor.Device;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole benchmarks of a small random LLaMA. What they measure means nothing. */
@Tag("native")
final class LlamaBenchmarkTest {
  private final Path directory;

  LlamaBenchmarkTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @BeforeEach
  void writeTokenizerAndRows() throws IOException {
    TinyLlama.write(directory.resolve("tokenizer"));
    Path set = Files.createDirectories(directory.resolve("data/boolq"));
    for (String file : List.of("train.json", "test.json")) {
      Files.writeString(
          set.resolve(file),
          IntStream.range(0, 5)
              .mapToObj(LlamaBenchmarkTest::row)
              .collect(Collectors.joining(",", "[", "]")));
    }
  }

  private static String row(int index) {
    return """
        {"instruction": "Is %s even?\\n\\nAnswer format: true/false", "input": "",
         "output": "the correct answer is true", "answer": "true"}
        """
        .formatted("two and ".repeat(3 * index) + "two");
  }

  private BenchmarkSettings settings(String data, int questions) {
    return new BenchmarkSettings(
        new BenchmarkedLlama(
            new BenchmarkedLlama.Shape(64, 2),
            directory.resolve(data),
            directory.resolve("tokenizer"),
            new BenchmarkedLlama.Adapters(2, 2, 0),
            2,
            256,
            questions,
            1,
            Device.cpu()),
        BenchmarkPrecision.FLOAT32,
        2,
        2,
        1,
        1);
  }

  private static BenchmarkReport run(BenchmarkSettings settings) {
    return Benchmark.run(settings, said -> {});
  }

  @Test
  void allWaysToTrainDoTheSameSteps() {
    BenchmarkReport report = run(settings("data", 0));
    assertThat(report.measurements())
        .extracting(
            Measurement::method,
            Measurement::rank,
            Measurement::directions,
            Measurement::layout,
            Measurement::activations)
        .containsExactly(
            tuple("lora", 2, null, "packed", "kept"),
            tuple("lora", 2, null, "packed", "recomputed"),
            tuple("lora", 2, null, "padded", "kept"),
            tuple("lora", 4, null, "packed", "kept"),
            tuple("lora-dash", 2, 2, "packed", "kept"),
            tuple("lora-dash", 2, 2, "packed", "recomputed"));
    List<Double> losses = report.measurements().stream().map(Measurement::meanLoss).toList();
    assertThat(losses.get(1)).isEqualTo(losses.get(0));
    assertThat(losses.get(2)).isCloseTo(losses.get(0), within(1e-4));
    assertThat(losses.get(5)).isEqualTo(losses.get(4));
    BenchmarkReport.LlamaRun ran = (BenchmarkReport.LlamaRun) report.run();
    assertThat(ran.meanPaddedTokens()).isGreaterThan(ran.meanTokens());
    assertThat(report.measurements())
        .allSatisfy(
            training ->
                assertThat(training.realTokensPerSecond())
                    .isCloseTo(ran.meanTokens() / training.stepSeconds().mean(), within(1e-6)));
    assertThat(report.comparisons())
        .extracting(Comparison::of, Comparison::with)
        .containsExactly(tuple(4, 3), tuple(0, 2), tuple(1, 0), tuple(5, 4));
    assertThat(report.answering()).isNull();
  }

  @Test
  void decodesOneByOneAndTogether() {
    assertThat(run(settings("data", 3)).answering())
        .isNotNull()
        .returns(3, Answering::examples)
        .returns(4, Answering::beams)
        .returns(3, Answering::sameTexts)
        .satisfies(
            answering -> {
              assertThat(answering.largestScoreDifference()).isLessThan(1e-4);
              List<DecodingWay> ways = answering.ways();
              assertThat(ways).extracting(DecodingWay::sameTexts).containsExactly(3, 3, 3);
              assertThat(ways.get(1).promptTokens()).isEqualTo(ways.get(0).promptTokens());
              assertThat(ways.get(2).promptTokens()).isLessThan(ways.get(0).promptTokens());
              assertThat(ways)
                  .extracting(DecodingWay::branchTokens)
                  .containsOnly(ways.get(0).branchTokens());
            });
  }

  @Test
  void saysWhatDoesNotFit() {
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> run(settings("elsewhere", 0)))
        .withMessageContaining("elsewhere")
        .withMessageContaining("train.json");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> run(settings("data", 6)))
        .withMessageContaining("questions must be at most 5");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BenchmarkedLlama.Shape(100, 2))
        .withMessageContaining("100");
  }
}
