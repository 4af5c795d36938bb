package org.dashsweep.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The command line without Spark: usage, plan, status, and what is refused before a run. */
final class DashSweepTest {
  private static final String SWEEP =
      """
      name: small
      fixed: {model: tiny, task: toy}
      grid:
        method: [head-only, lora]
        rank: [2, 8]
      """;

  private final Path directory;

  DashSweepTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @BeforeEach
  void silence() {
    Logs.silence();
  }

  @AfterEach
  void leaveSparkSubmit() {
    System.clearProperty("spark.master");
  }

  @Test
  void helpDocumentsCommandsExamplesAndExitCodes() {
    Console console = Console.of("--help");
    assertThat(console.exitCode()).isZero();
    assertThat(console.out())
        .contains("plan", "run", "status", "report", "bench", "Examples:", "Exit codes:")
        .contains("some trials failed");
  }

  @Test
  void aLogThatCannotBeWrittenIsNamedWithWhatToDo() throws IOException {
    Path out = Files.createDirectories(directory.resolve("out"));
    Files.writeString(out.resolve("logs"), "no directory");
    Path sweep = Files.writeString(directory.resolve("small.yaml"), SWEEP);
    Console console = Console.of("run", sweep.toString(), "--out", out.toString());
    assertThat(console.exitCode()).isEqualTo(3);
    assertThat(console.err())
        .contains("cannot write a log to " + out.resolve("logs"))
        .contains("make it a directory that this user may write to");
  }

  @Test
  void aFileSystemThatNamesTheFileAloneIsExplained() {
    CommandLine command = DashSweep.commandLine(new FakeCatalogue());
    StringWriter err = new StringWriter();
    command.setErr(new PrintWriter(err));
    ErrorMessages.onFailure(new NoSuchFileException("/data/mrpc"), command, false);
    ErrorMessages.onFailure(
        new UncheckedIOException(new AccessDeniedException("/data/rte")), command, false);
    ErrorMessages.onFailure(
        new FileSystemException("/data/cola", null, "Input/output error"), command, false);
    assertThat(err.toString().lines().filter(line -> line.startsWith("dash-sweep: ")))
        .satisfiesExactly(
            line -> assertThat(line).isEqualTo("dash-sweep: /data/mrpc: does not exist"),
            line -> assertThat(line).contains("/data/rte"),
            line -> assertThat(line).isEqualTo("dash-sweep: /data/cola: Input/output error"));
  }

  @Test
  void whatIsNoOptionOfACommandMayBeASecretAllTheSame() {
    for (String option : new String[] {"--conf=", "--", ""}) {
      Console console =
          Console.of("verify", "model", option + "spark.hadoop.fs.s3a.secret.key=sEcr3t a'b");
      assertThat(console.exitCode()).isEqualTo(2);
      assertThat(console.err())
          .contains("spark.hadoop.fs.s3a.secret.key=…")
          .doesNotContain("sEcr3t", "a'b");
    }
  }

  @ParameterizedTest
  @CsvSource({"yarn, cluster, true", "yarn, client, false", "k8s://host, cluster, false"})
  void yarnsMasterIsLeftToEndTheJvm(String master, String mode, boolean returns) {
    Properties properties = new Properties();
    properties.setProperty("spark.master", master);
    properties.setProperty("spark.submit.deployMode", mode);
    assertThat(DashSweep.returns(properties)).isEqualTo(returns);
    assertThat(DashSweep.returns(new Properties())).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"plan", "run", "parameters", "status", "report", "export", "verify", "bench"})
  void everyCommandHasHelpWithExamples(String command) {
    Console console = Console.of(command, "--help");
    assertThat(console.exitCode()).isZero();
    assertThat(console.out()).contains("Example", "dash-sweep " + command);
  }

  @Test
  void versionComesFromTheBuild() {
    assertThat(Console.of("--version").out()).matches("dash-sweep [0-9].*\\R");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                                | A command is missing",
        "walk                              | walk",
        "plan                              | SPEC",
        "run small.yaml                    | --out",
        "plan small.yaml --slots 2         | --slots",
        "status --out here --out there     | --out",
      })
  void badUsageIsOneMessageAndExitCode2(String arguments, String message) {
    Console console =
        Console.of(arguments.isEmpty() ? new String[0] : arguments.strip().split(" +"));
    assertThat(console.exitCode()).isEqualTo(2);
    assertThat(console.err()).startsWith("dash-sweep: ").contains(message, "--help'");
    assertThat(console.err()).doesNotContain("\tat ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--slots 0                                   | --slots 0: must be at least 1",
        "--slots 2 --master spark://host:7077        | --slots 2 has no effect on the cluster",
        "--master local[2,4]                         | use local, local[N] or local[*]",
        "--conf spark.driver.memory=4g               | DASH_SWEEP_JAVA_OPTIONS",
        "--conf spark.executor.memory=4g             | local mode",
        "--conf spark.task.cpus=2                    | --slots or --threads",
        "--conf spark.speculation=true               | the same rows",
        "--conf spark.master=local                   | use --master",
        "--conf colour=red                           | not a Spark setting",
        "--properties-file missing.conf              | missing.conf",
        "--threads 100000                            | --threads 100000: the machine has",
      })
  void optionsWithoutEffectAreRefused(String options, String message) throws IOException {
    Path file = sweep(SWEEP);
    Console console =
        Console.of(
            ("run " + file + " --out " + directory.resolve("out") + " " + options.strip())
                .split(" +"));
    assertThat(console.exitCode()).isEqualTo(2);
    assertThat(console.err()).contains(message);
    assertThat(directory.resolve("out")).doesNotExist();
  }

  @Test
  void anotherMasterThanThatOfSparkSubmitIsRefused() throws IOException {
    System.setProperty("spark.master", "yarn");
    Console console =
        Console.of("run", sweep(SWEEP).toString(), "--out", "x", "--master", "local[1]");
    assertThat(console.exitCode()).isEqualTo(2);
    assertThat(console.err()).contains("--master local[1] has no effect: spark-submit chose yarn");
  }

  @Test
  void everyProblemOfASweepFileIsNamedWithItsPlace() throws IOException {
    Path file = sweep(SWEEP.replace("[2, 8]", "[2, high]").replace("toy}", "toy, sede: 3}"));
    Console console = Console.of("plan", file.toString());
    assertThat(console.exitCode()).isEqualTo(2);
    assertThat(console.err())
        .contains(file + ":2:", "sede", file + ":5:", "high", "2 problems")
        .doesNotContain("\tat ");
  }

  @Test
  void planListsWhatIsToDoInTheSweepsOrder() throws IOException {
    Console console = Console.of("plan", sweep(SWEEP).toString());
    assertThat(console.exitCode()).isZero();
    // 10 * 8 + 10 * 2 + 5 core seconds.
    assertThat(console.out())
        .contains("cells  3", "done   0", "to do  3", "about 1 min 45 s on one core")
        .endsWith("\n\n  1 trial  head-only\n  2 trials  lora: rank 2, 8\n");
    assertThat(Console.of("plan", sweep(SWEEP).toString(), "--all").out())
        .containsSubsequence(
            "1 trial  head-only", "  head-only", "2 trials", "  lora, rank 2", "  lora, rank 8")
        .containsPattern("\n    [0-9a-f]{16}  lora, rank 8\n");
  }

  @Test
  void planShowsFortyLinesUnlessAllAreAskedFor() throws IOException {
    String tasks =
        IntStream.rangeClosed(1, 50).mapToObj(i -> "t" + i).collect(Collectors.joining(", "));
    Path file =
        sweep(
            "name: wide\nfixed: {model: tiny, method: head-only}\ngrid: {task: [%s], seed: [9, 1, 2]}\n"
                .formatted(tasks));
    assertThat(Console.of("plan", file.toString()).out())
        .contains("  3 trials  head-only, task t1: seed 9, 1, 2\n", "task t40:")
        .endsWith("\n  … and 10 more groups: --all shows them\n")
        .doesNotContain("task t41");
    assertThat(Console.of("plan", file.toString(), "--all").out())
        .containsSubsequence("task t41", "  head-only, seed 9, task t50", "seed 2, task t50\n")
        .doesNotContain("more groups");
    JsonNode plan = new JsonMapper().readTree(Console.of("plan", file.toString(), "--json").out());
    assertThat(plan.get("trials")).hasSize(150);
  }

  @Test
  void planShowsTheMemoryOfEachKindOfTrial() throws IOException {
    Path file = sweep(SWEEP.replace("[2, 8]", "[512, 2048]"));
    // 3 GiB, as many MiB as ranks, and the larger of twice half a GiB and 1 MiB; a quarter on a
    // GPU.
    assertThat(Console.of("plan", file.toString()).out())
        .containsPattern(
            "rank 2048 +6\\.00 +5\\.25 +3\\.00 +2\\.00 +0\\.00 +0\\.50 +0\\.50 +0\\.00\n")
        .containsPattern("rank 512 +4\\.50 +3\\.75 ");
    JsonNode plan = new JsonMapper().readTree(Console.of("plan", file.toString(), "--json").out());
    assertThat(plan.get("memory")).hasSize(2);
    assertThat(plan.get("memory").get(0).get("peak").asLong()).isEqualTo(6L << 30);
    assertThat(plan.get("memory").get(0).get("gpuPeak").asLong()).isEqualTo(21L << 28);
    assertThat(plan.get("memory").get(0).get("base").asLong()).isEqualTo(3L << 30);
  }

  @Test
  void planSpeaksJson() throws IOException {
    Console console = Console.of("plan", sweep(SWEEP).toString(), "--json");
    JsonNode plan = new JsonMapper().readTree(console.out());
    assertThat(plan.get("sweep").asText()).isEqualTo("small");
    assertThat(plan.get("toDo").asInt()).isEqualTo(3);
    assertThat(plan.get("expectedCoreSeconds").asDouble()).isEqualTo(105);
    assertThat(plan.get("trials").get(0).get("parameters").get("rank").asInt()).isEqualTo(8);
  }

  @Test
  void planShowsTheCellsAndNamesWhatIsMissing() throws IOException {
    Path file =
        sweep(
            """
            name: halfway
            fixed: {task: missing-toy, method: head-only}
            grid: {model: [tiny, missing/large], seed: [1, 2]}
            """);
    String models = directory.resolve("models").toString();
    Console console = Console.of("plan", file.toString(), "--models", models);
    assertThat(console.exitCode()).isEqualTo(2);
    assertThat(console.out())
        .contains("cells  4", "to do  4", "4 cells cannot run here:")
        .contains("model: missing/large: looked for " + models + "/missing/large and " + models)
        .containsOnlyOnce("task: missing-toy: ")
        .contains("    2 cells  head-only, model tiny: seed 1, 2\n");
    JsonNode plan = new JsonMapper().readTree(Console.of("plan", file.toString(), "--json").out());
    assertThat(plan.get("trials")).isEmpty();
    assertThat(plan.get("unusable")).hasSize(4);
    assertThat(plan.get("problems").get(1).get("value").asText()).isEqualTo("missing/large");
    assertThat(plan.get("unusable").get(3).get("problems")).hasSize(2);
  }

  @Test
  void planKeepsTheCellsThatCanRun() throws IOException {
    Path file =
        sweep(
            """
            name: halfway
            fixed: {model: tiny, method: head-only}
            grid: {task: [missing-toy, toy], seed: [1, 2]}
            """);
    Console console = Console.of("plan", file.toString());
    assertThat(console.exitCode()).isEqualTo(2);
    assertThat(console.out())
        .contains("2 cells cannot run here:", "    2 cells  head-only, task missing-toy: seed 1, 2")
        .contains("\n  2 trials  head-only, task toy: seed 1, 2\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/dev/zero          | is no regular file",
        "/proc/self/environ | holds no Spark setting",
        "/etc               | is a directory",
      })
  void filesThatAreNoSettingsAreNotShown(String file, String message) throws IOException {
    for (String[] arguments :
        List.of(
            new String[] {"plan", file},
            new String[] {
              "run", sweep(SWEEP).toString(), "--out", "x", "--properties-file", file
            })) {
      Console console = Console.of(arguments);
      assertThat(console.exitCode()).isEqualTo(2);
      assertThat(console.err()).contains(file).doesNotContain(System.getenv("PATH"), "\tat ");
      if (arguments[0].equals("run")) {
        assertThat(console.err()).contains(message);
      }
    }
  }

  @Test
  void publishedNumbersThatCannotBeReadAreAProblemOfTheSweep() throws IOException {
    Path file = sweep("published: numbers.yaml\n" + SWEEP);
    Console missing = Console.of("plan", file.toString());
    assertThat(missing.exitCode()).isEqualTo(2);
    assertThat(missing.err())
        .contains("published: numbers.yaml: " + directory.resolve("numbers.yaml"), "not exist");
    Files.writeString(directory.resolve("numbers.yaml"), "title: numbers\nunit: furlongs\n");
    Console wrong = Console.of("plan", file.toString());
    assertThat(wrong.exitCode()).isEqualTo(2);
    assertThat(wrong.err()).contains("numbers.yaml:2:", "unit must be fraction or percent");
  }

  @Test
  void runRefusesASweepWhoseInputsAreMissing() throws IOException {
    Path file =
        sweep(
            """
            name: halfway
            fixed: {task: missing-toy, method: head-only}
            grid: {model: [tiny, missing/large]}
            """);
    Console console =
        Console.of("run", file.toString(), "--out", directory.resolve("out").toString());
    assertThat(console.exitCode()).isEqualTo(2);
    assertThat(console.err())
        .contains("task: missing-toy: ", "model: missing/large: ", "2 inputs cannot be used")
        .doesNotContain("\tat ");
    assertThat(directory.resolve("out")).doesNotExist();
  }

  @Test
  void parametersAreListedByExperiment() {
    assertThat(Console.of("parameters").out()).isEqualTo("classification\n");
    Console console = Console.of("parameters", "classification");
    assertThat(console.exitCode()).isZero();
    assertThat(console.out()).contains("| `rank` | lora | integer | **required** |");
    Console both = Console.of("parameters", "--schema", "classification");
    assertThat(both.exitCode()).isEqualTo(ExitCode.BAD_USAGE);
    assertThat(both.err()).contains("--schema is of all experiments: leave EXPERIMENT out");
    Console unknown = Console.of("parameters", "astrology");
    assertThat(unknown.exitCode()).isEqualTo(2);
    assertThat(unknown.err()).contains("astrology is not known: use classification");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "stauts                  | stauts is no command; did you mean status?",
        "zzz                     | zzz is no command; choose one of plan, run, parameters, status",
        "statu --out x           | statu is no command; did you mean status?",
        "report --sumary --out x | --sumary is no option of dash-sweep report; did you mean --summary?",
        "run --ot x s.yaml       | --ot is no option of dash-sweep run; did you mean --out?",
        "status --out=x --flow=1 | --flow=1 is no option of dash-sweep status; did you mean --follow?",
        "report extra --out x    | extra is one argument too many for dash-sweep report",
        "-x                      | -x is no option of dash-sweep",
      })
  void whatWasMeantIsSaidOfAMisspeltWord(String arguments, String message) {
    Console console = Console.of(arguments.strip().split(" +"));
    assertThat(console.exitCode()).isEqualTo(2);
    assertThat(console.err()).startsWith("dash-sweep: " + message).hasLineCount(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"status", "report", "compact", "rescore", "directions"})
  void aDirectoryOfNoRunIsRefused(String command) throws IOException {
    Path results = Files.createDirectories(directory.resolve("results"));
    Files.writeString(results.resolve("notes.txt"), "no run");
    Console empty = Console.of(command, "--out", results.toString());
    assertThat(empty.exitCode()).isEqualTo(2);
    assertThat(empty.err())
        .startsWith("dash-sweep: --out " + results + ": holds nothing of a run; ")
        .contains("dash-sweep run SPEC --out " + results);
    Console missing = Console.of(command, "--out", directory.resolve("nowhere").toString());
    assertThat(missing.exitCode()).isEqualTo(2);
    assertThat(missing.err())
        .contains("nowhere: there is no such directory; check the name, or run a sweep first");
    assertThat(directory.resolve("nowhere")).doesNotExist();
  }

  @Test
  void directoriesOfRunsThatWerePerhapsMeantAreNamed() throws IOException {
    Path glue = Files.createDirectories(directory.resolve("results/glue"));
    Files.writeString(glue.resolve("run-trials.txt"), "");
    for (String other : List.of("results", "results/gleu", "results/glue/report")) {
      Files.createDirectories(directory.resolve(other.replace("results/gleu", "results")));
      Console console = Console.of("status", "--out", directory.resolve(other).toString());
      assertThat(console.exitCode()).as(other).isEqualTo(2);
      assertThat(console.err()).as(other).contains("; did you mean " + glue + "?");
    }
    Console uri =
        Console.of("status", "--out", directory.resolve("results/glu").toUri().toString());
    assertThat(uri.err()).contains("; did you mean " + glue + "?");
  }

  @Test
  void aRunThatHasNotYetStartedATrialHasAStatus() throws IOException {
    Path logs = Files.createDirectories(directory.resolve("logs"));
    Files.writeString(logs.resolve("run-20260101-000000.log"), "");
    Console console = Console.of("status", "--out", directory.toString());
    assertThat(console.exitCode()).isZero();
    assertThat(console.out()).contains("A run has started in " + directory + " and ended before");
  }

  @Test
  void reportOfAnEmptyDirectoryIsRefused() {
    Console console = Console.of("report", "--out", directory.toString());
    assertThat(console.exitCode()).isEqualTo(2);
    assertThat(console.err()).contains(directory.toString(), "run a sweep first");
  }

  @Test
  void storageThatFailsIsExitCode3WithoutStackTraceUnlessAskedFor() {
    String[] arguments = {"status", "--out", "hdfs://namenode.invalid:8020/results"};
    Console console = Console.of(arguments);
    assertThat(console.exitCode()).isEqualTo(3);
    assertThat(console.err())
        .contains("hdfs://namenode.invalid:8020/results")
        .doesNotContain("\tat ");
    Console verbose = Console.of(arguments[0], arguments[1], arguments[2], "--verbose");
    assertThat(verbose.exitCode()).isEqualTo(3);
    assertThat(verbose.err()).contains("\tat ");
  }

  private Path sweep(String text) throws IOException {
    return Files.writeString(directory.resolve("small.yaml"), text);
  }
}
