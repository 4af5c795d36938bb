package org.dashsweep.jobs.cli;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.dashsweep.jobs.tables.ResultStore;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every command of the pages, as it stands there, page by page in a directory that has what the
 * page speaks of. Sweeps are cut to one trial of two updates.
 */
@Tag("spark")
final class DocumentedCommandsTest {
  /** The commands that a test cannot run, by how they begin, with the reason. */
  private static final Map<String, String> NOT_RUN =
      Map.ofEntries(
          entry("mvn ", "the build that runs this test"),
          entry("cd ", "the test's directory stands for the distribution's"),
          entry("ln -s lib jars", "StandaloneClusterIT starts a cluster from the distribution"),
          entry("export SPARK_HOME", "StandaloneClusterIT sets it"),
          entry("java @conf/java.options ", "StandaloneClusterIT starts a cluster so"),
          entry("spark-submit ", "SparkSubmitIT submits the distribution's jar"),
          entry("crontab ", "changes the machine"),
          entry("sudo ", "changes the machine"),
          entry("kubectl ", "needs a Kubernetes cluster"),
          entry("pip ", "downloads PyTorch or Spark"),
          entry("huggingface-cli ", "downloads DeBERTaV3"),
          entry("git lfs pull", "needs a repository with LFS"),
          entry("dash-sweep run SPEC --out s3a:", "needs S3; S3SweepTest runs one"),
          entry("dash-sweep run … ", "stands for any run"),
          entry("dash-sweep report --out DIR --serve", "serves until ServeReportTest stops it"),
          entry("dash-sweep report --out DIR --paper", "needs published numbers: PaperTablesTest"),
          entry("dash-sweep export --best ", "needs trials of that method: ExportCommandTest"),
          entry("dash-sweep run notebooks/sample.yaml ", "needs SST-2; its tables are tested"),
          entry("dash-sweep bench ", "measures for minutes; BenchCommandTest has small ones"));

  /** Names in the directory of a page. */
  private static final Pattern RELATIVE = Pattern.compile("[A-Z][A-Z_]+|results|.+\\.yaml");

  private static final Pattern FILE_NAME = Pattern.compile("# (\\S+\\.yaml)\\n");
  private static final Path VERIFICATION =
      Pages.ROOT.resolve("core/src/test/resources/org/dashsweep/verification");
  private static final String SWEEP = "sweeps/commonsense-tiny.yaml";

  private final Path directory;

  DocumentedCommandsTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void whatIsNotRunIsStillInAPage() throws IOException {
    List<String> commands = new ArrayList<>();
    for (Path page : Pages.all()) {
      commands.addAll(Pages.commands(page));
    }
    assertThat(NOT_RUN.keySet())
        .allSatisfy(start -> assertThat(commands).anyMatch(command -> command.startsWith(start)));
  }

  @TestFactory
  Stream<DynamicNode> everyOtherCommandRuns() throws IOException {
    Logs.silence();
    TinyGlue.writeModel(directory.resolve("MODELS/microsoft/deberta-v3-base"));
    TinyGlue.writeData(directory.resolve("DATA/glue"));
    List<DynamicNode> pages = new ArrayList<>();
    for (Path page : Pages.all()) {
      List<String> commands =
          Pages.commands(page).stream()
              .filter(command -> NOT_RUN.keySet().stream().noneMatch(command::startsWith))
              .toList();
      if (!commands.isEmpty()) {
        Path place = directory.resolve("page-" + pages.size());
        writeSweeps(page, place);
        pages.add(
            dynamicContainer(
                Pages.name(page),
                commands.stream()
                    .map(command -> dynamicTest(command, () -> assertRuns(command, place)))));
      }
    }
    assertThat(pages).hasSizeGreaterThan(5);
    return pages.stream();
  }

  /** The distribution's sweeps, and those of the page's blocks that have a file's name. */
  private static void writeSweeps(Path page, Path place) throws IOException {
    Path sweeps = Pages.ROOT.resolve("sweeps");
    try (Stream<Path> files = Files.walk(sweeps)) {
      for (Path file : files.filter(DocumentedCommandsTest::isOfSweep).toList()) {
        Path copy = place.resolve("sweeps").resolve(sweeps.relativize(file));
        if (sweeps.relativize(file).startsWith("paper/published")
            || !file.toString().endsWith(".yaml")) {
          Files.createDirectories(copy.getParent());
          Files.copy(file, copy);
        } else {
          CutSweep.write(Files.readString(file), copy);
        }
      }
    }
    for (String yaml : Pages.yaml(page)) {
      Matcher name = FILE_NAME.matcher(yaml);
      if (name.lookingAt()) {
        CutSweep.write(yaml, place.resolve(name.group(1)));
      }
    }
  }

  private static boolean isOfSweep(Path file) {
    return file.toString().matches(".*\\.(yaml|csv)");
  }

  private void assertRuns(String command, Path place) throws IOException {
    List<String> words = List.of(command.split(" "));
    List<String> arguments = new ArrayList<>();
    for (String word : words.subList(1, words.size())) {
      arguments.add(filledIn(word, words.get(1), place));
    }
    Console console = Console.ofStandard(arguments.toArray(String[]::new));
    assertThat(console.err()).as(command).isEmpty();
    assertThat(console.exitCode()).as("%s%n%s", command, console.out()).isZero();
    assertThat(console.out()).as(command).isNotBlank();
  }

  /**
   * What a reader puts in the place of a word in capitals, and where a relative file name leads.
   */
  private String filledIn(String word, String program, Path place) throws IOException {
    return switch (word) {
      case "EXPERIMENT" -> "commonsense";
      case "TRIAL" -> ResultStore.open(finished(), new Configuration()).rows().get(0).trialId();
      case "MODEL_DIR" -> VERIFICATION.resolve("llama2-tiny").toString();
      case "TRACE" -> VERIFICATION.resolve("traces/trace-lora.safetensors").toString();
      case "MODELS", "DATA" -> directory.resolve(word).toString();
      case "FILE", "SPEC" -> place.resolve(SWEEP).toString();
      case "DIR", "OUT" -> program.equals("run") ? place.resolve(word).toString() : finished();
      default -> RELATIVE.matcher(word).matches() ? place.resolve(word).toString() : word;
    };
  }

  /** The output directory of a run that has ended. */
  private String finished() throws IOException {
    Path out = directory.resolve("finished");
    if (!Files.exists(out)) {
      Path sweep = directory.resolve("finished.yaml");
      CutSweep.write(Files.readString(Pages.ROOT.resolve(SWEEP)), sweep);
      Console run = Console.ofStandard("run", sweep.toString(), "--out", out.toString());
      assertThat(run.err()).isEmpty();
      assertThat(run.exitCode()).as(run.out()).isZero();
    }
    return out.toString();
  }
}
