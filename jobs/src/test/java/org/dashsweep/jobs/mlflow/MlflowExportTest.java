package org.dashsweep.jobs.mlflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.dashsweep.jobs.mlflow.MlflowExport.Artifacts;
import org.dashsweep.jobs.tables.AdapterStore;
import org.dashsweep.jobs.tables.ResultStore;
import org.dashsweep.jobs.tables.SampleTrials;
import org.dashsweep.trial.FailureClass;
import org.dashsweep.trial.TrialResult;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs in the files that MLflow reads; the layout was read by MLflow 3.17 itself. */
final class MlflowExportTest {
  private final Path directory;
  private final Path root;
  private final ResultStore store;

  MlflowExportTest(@TempDir Path directory) throws IOException {
    this.directory = directory;
    this.root = directory.resolve("mlruns");
    this.store = ResultStore.open(directory.resolve("out").toString(), new Configuration());
  }

  @BeforeEach
  void commit() throws IOException {
    TrialResult result = SampleTrials.result("supersense", 0.7, 0, 1);
    store.commit(
        SampleTrials.succeeded("t1", SampleTrials.parameters("lora", "supersense", 8, 1), result),
        result);
    store.commit(
        SampleTrials.failed(
            "t2",
            SampleTrials.parameters("lora", "supersense", 8, 2),
            FailureClass.DIVERGED,
            "loss is NaN: 50 % of \"it\"\nsecond line"),
        null);
  }

  @Test
  void aTrialIsARunWithItsParametersMetricsAndTags() throws Exception {
    MlflowExport.Outcome outcome = MlflowExport.write(store, root, Artifacts.NONE);
    assertThat(outcome).isEqualTo(new MlflowExport.Outcome(1, 2, 0));
    Path experiment = experiment();
    JsonNode meta = yaml(experiment.resolve("meta.yaml"));
    assertThat(meta.path("experiment_id").asText())
        .isEqualTo(experiment.getFileName().toString())
        .matches("\\d{1,18}");
    assertThat(meta.path("name").asText()).isEqualTo("quickstart");
    Path run = experiment.resolve("t1");
    JsonNode info = yaml(run.resolve("meta.yaml"));
    assertThat(info.path("run_id").asText()).isEqualTo("t1");
    assertThat(info.path("experiment_id").isTextual()).isTrue();
    assertThat(info.path("status").asInt()).isEqualTo(3);
    assertThat(info.path("end_time").asLong() - info.path("start_time").asLong()).isEqualTo(40_000);
    assertThat(info.path("artifact_uri").asText())
        .isEqualTo(run.resolve("artifacts").toUri().toString().replaceAll("/$", ""));
    assertThat(run.resolve("artifacts")).isEmptyDirectory();
    assertThat(run.resolve("params/learning-rate")).hasContent("0.002");
    assertThat(run.resolve("params/target-modules")).hasContent("query, value");
    assertThat(run.resolve("tags/mlflow.runName")).hasContent("lora, rank 8, supersense, seed 1");
    assertThat(run.resolve("metrics/primary_value")).content().endsWith(" 0.7 120\n");
  }

  @Test
  void metricsHaveAHistoryByUpdate() throws Exception {
    MlflowExport.write(store, root, Artifacts.NONE);
    Path metrics = experiment().resolve("t1/metrics");
    List<TrialResult.Step> steps = SampleTrials.result("supersense", 0.7, 0, 1).steps();
    List<String> losses = Files.readAllLines(metrics.resolve("train/loss"));
    assertThat(losses).hasSize(steps.size());
    long before = 0;
    for (int i = 0; i < steps.size(); i++) {
      String[] parts = losses.get(i).split(" ", -1);
      assertThat(Long.parseLong(parts[0])).isGreaterThanOrEqualTo(before);
      before = Long.parseLong(parts[0]);
      assertThat(Double.parseDouble(parts[1])).isEqualTo(steps.get(i).loss());
      assertThat(Integer.parseInt(parts[2])).isEqualTo(i + 1);
    }
    assertThat(Files.readAllLines(metrics.resolve("train/learning_rate")).get(0)).contains(" ");
    assertThat(Files.readAllLines(metrics.resolve("evaluation/supersense/evaluation/accuracy")))
        .satisfiesExactly(
            halfway -> assertThat(halfway).endsWith(" 0.7 60"),
            end -> assertThat(end).endsWith(" 0.7 120"));
  }

  @Test
  void aFailureSaysWhy() throws Exception {
    MlflowExport.write(store, root, Artifacts.NONE);
    Path run = experiment().resolve("t2");
    assertThat(yaml(run.resolve("meta.yaml")).path("status").asInt()).isEqualTo(4);
    assertThat(run.resolve("tags/failure_class")).hasContent("DIVERGED");
    assertThat(Files.readString(run.resolve("tags/failure_message")))
        .isEqualTo("loss is NaN: 50 % of \"it\"\nsecond line");
  }

  @Test
  void anotherExportChangesNothingAndKeepsWhatUsersSet() throws Exception {
    MlflowExport.write(store, root, Artifacts.NONE);
    SortedMap<String, String> before = contents();
    Path note = experiment().resolve("t1/tags/mlflow.note.content");
    Files.writeString(note, "mine");
    MlflowExport.write(store, root, Artifacts.NONE);
    assertThat(note).hasContent("mine");
    Files.delete(note);
    assertThat(contents()).isEqualTo(before);
    assertThat(directory).isDirectoryNotContaining("glob:**/.mlflow-export*");
  }

  @Test
  void aRunThatWasDeletedInMlflowStaysDeleted() throws Exception {
    MlflowExport.write(store, root, Artifacts.NONE);
    Path meta = experiment().resolve("t1/meta.yaml");
    String deleted = Files.readString(meta).replace("\"active\"", "\"deleted\"");
    Files.writeString(meta, deleted);
    assertThat(MlflowExport.write(store, root, Artifacts.NONE).deleted()).isEqualTo(1);
    assertThat(meta).hasContent(deleted);
  }

  @Test
  void anExperimentOfTheSameNameTakesTheRuns() throws Exception {
    Path own = Files.createDirectories(root.resolve("17"));
    Files.writeString(own.resolve("meta.yaml"), "experiment_id: '17'\nname: quickstart\n");
    MlflowExport.write(store, root, Artifacts.NONE);
    assertThat(own.resolve("t1/params/rank")).hasContent("8");
    assertThat(yaml(own.resolve("t1/meta.yaml")).path("experiment_id").asText()).isEqualTo("17");
  }

  @Test
  void adaptersBecomeArtifactsWhereTheyAreAskedFor() throws Exception {
    Path written = Files.createDirectories(directory.resolve("written"));
    Files.writeString(written.resolve("adapter_config.json"), "{}");
    new AdapterStore(store).keep("t1", written);
    MlflowExport.write(store, root, Artifacts.ALL);
    assertThat(experiment().resolve("t1/artifacts/adapter/adapter_config.json")).hasContent("{}");
  }

  @Test
  void aDirectoryOfOtherFilesIsRefused() throws Exception {
    Files.createDirectories(root);
    Files.writeString(root.resolve("thesis.tex"), "mine");
    assertThatThrownBy(() -> MlflowExport.write(store, root, Artifacts.NONE))
        .isInstanceOf(MlflowException.class)
        .hasMessageContaining("holds files that are not MLflow's");
    assertThatThrownBy(() -> MlflowExport.write(store, root.resolve("thesis.tex"), Artifacts.NONE))
        .hasMessageContaining("is a file");
  }

  @ParameterizedTest
  @CsvSource({"sst-2, sst-2", "a/b, a_b", ".., _", "'', _", "précision, pr_cision"})
  void namesAreThoseThatMlflowTakes(String name, String taken) {
    assertThat(MlflowRun.key(name)).isEqualTo(taken);
  }

  private Path experiment() throws IOException {
    try (Stream<Path> folders = Files.list(root)) {
      return folders.filter(folder -> !folder.endsWith(".trash")).findFirst().orElseThrow();
    }
  }

  private SortedMap<String, String> contents() throws IOException {
    SortedMap<String, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        contents.put(root.relativize(file).toString(), Files.readString(file));
      }
    }
    return contents;
  }

  private static JsonNode yaml(Path file) throws IOException {
    return new YAMLMapper().readTree(file.toFile());
  }
}
