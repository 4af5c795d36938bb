package org.dashsweep.jobs.method;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.dashsweep.jobs.cli.DashSweep;
import org.dashsweep.jobs.tables.ResultStore;
import org.dashsweep.jobs.tables.TrialRow;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The program with {@link ScaledLora} on its class path, from the search space to the report. It
 * runs in processes of its own: other tests know the program's methods alone.
 */
@Tag("spark")
final class FurtherMethodTest {
  private static final Path RESOURCES =
      Path.of("..", "core", "src", "test", "resources", "org", "dashsweep");

  /** Where the one line is that registers the method. */
  private static final Path REGISTERED = Path.of("src", "test", "methods").toAbsolutePath();

  private static final String SWEEP =
      """
      name: further
      fixed:
        model: tiny
        data: glue
        task: cola
        rank: 2
        scale: 3
        max-length: 24
        batch-size: 4
        optimizer-steps: 3
        learning-rate: 1e-2
      grid:
        method: [lora, scaled-lora]
        seed: [1, 2]
      """;

  private final Path directory;
  private final Path models;

  FurtherMethodTest(@TempDir Path directory) {
    this.directory = directory;
    this.models = directory.resolve("models");
  }

  @Test
  void oneFileAndOneLineAreAMethod() throws IOException, InterruptedException {
    writeModel();
    writeRows("train.tsv", 12);
    writeRows("dev.tsv", 5);

    assertThat(program("parameters", "classification"))
        .contains("- Method `scaled-lora`: LoRA with a scale of its own.", "`scale`");

    Path out = directory.resolve("out");
    assertThat(run(SWEEP, out)).contains("4 of 4 trials done");
    assertThat(out.resolve("report/differences-scaled-lora.md"))
        .content()
        .contains("scaled-lora − lora, paired by everything but the method", "| cola | 2 |");
    assertThat(out.resolve("report/index.html")).content().contains("Scaled LoRA against LoRA");

    Path adapter = models.resolve("exported");
    program("export", trial(out), "--from", out.toString(), "--out", adapter.toString());
    JsonNode config = json(adapter.resolve("adapter_config.json"));
    assertThat(config.path("r").asInt()).isEqualTo(2);
    assertThat(config.path("lora_alpha").asDouble() / config.path("r").asInt()).isEqualTo(3);
    JsonNode method = json(adapter.resolve("dash_sweep.json")).path("method");
    assertThat(method.path("method").asText()).isEqualTo("scaled-lora");
    assertThat(method.path("scale").asDouble()).isEqualTo(3);

    String goesOn =
        SWEEP
            .replace("[lora, scaled-lora]", "[scaled-lora]")
            .replace("task: cola", "task: cola\n  initial-adapter: exported");
    assertThat(run(goesOn, directory.resolve("on"))).contains("2 of 2 trials done");
  }

  private String run(String sweep, Path out) throws IOException, InterruptedException {
    return program(
        "run",
        Files.writeString(directory.resolve("sweep.yaml"), sweep).toString(),
        "--out",
        out.toString(),
        "--keep-adapters",
        "all",
        "--models",
        models.toString(),
        "--data",
        directory.toString(),
        "--master",
        "local[2]");
  }

  private static String trial(Path out) throws IOException {
    return ResultStore.open(out.toString(), new Configuration()).rows().stream()
        .filter(row -> "scaled-lora".equals(row.parameter("method")))
        .map(TrialRow::trialId)
        .findFirst()
        .orElseThrow();
  }

  /** Runs a command of the program, which has to go well. */
  private String program(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> option.startsWith("-X") || option.startsWith("--add"))
        .forEach(command::add);
    command.add("-cp");
    command.add(REGISTERED + File.pathSeparator + System.getProperty("java.class.path"));
    command.add(DashSweep.class.getName());
    command.addAll(List.of(arguments));
    Path output = Files.createTempFile(directory, "output-", ".txt");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    int exitCode = process.waitFor();
    String text = Files.readString(output, StandardCharsets.UTF_8);
    assertThat(exitCode).as(text).isZero();
    return text;
  }

  private static JsonNode json(Path file) throws IOException {
    return new JsonMapper().readTree(file.toFile());
  }

  private void writeModel() throws IOException {
    Path model = Files.createDirectories(models.resolve("tiny"));
    Path published = RESOURCES.resolve("model/deberta/published");
    Path tokenizer = RESOURCES.resolve("tokenizer/deberta-v3-sentencepiece");
    for (Path file :
        List.of(
            published.resolve("config.json"),
            published.resolve("pytorch_model.bin"),
            tokenizer.resolve("spm.model"),
            tokenizer.resolve("tokenizer_config.json"))) {
      Files.copy(file, model.resolve(file.getFileName()));
    }
  }

  private void writeRows(String file, int rows) throws IOException {
    Path folder = Files.createDirectories(directory.resolve("glue/CoLA"));
    List<String> words = List.of("water", "is", "a", "question", "of", "the", "solution");
    Files.writeString(
        folder.resolve(file),
        IntStream.range(0, rows)
            .mapToObj(
                i -> "gj04\t%d\t\t%s".formatted(i % 2, String.join(" ", words.subList(i % 4, 7))))
            .collect(Collectors.joining("\n", "", "\n")));
  }
}
