package org.dashsweep.jobs.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.dashsweep.trial.FailureClass;
import org.dashsweep.trial.TrialResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are missing, cut short, empty, or copies of others. */
final class DamagedTablesTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private final Path directory;
  private final ResultStore store;

  DamagedTablesTest(@TempDir Path directory) throws IOException {
    this.directory = directory;
    this.store = ResultStore.open(directory.toString(), new Configuration());
    commit("t1", 1);
    commit("t2", 2);
  }

  @Test
  void aCopyBesideATrialsFileNeverCounts() throws IOException {
    for (String id : List.of("t1", "t2")) {
      AttemptRow.Place place = new AttemptRow.Place("local-1", "driver", "host", 17, "cpu");
      new AttemptStore(store).write(id, List.of(new AttemptRow(id, 1, place, 0, null, NOON, null)));
      new RungStore(store)
          .write(id, List.of(new RungRow(id, "rule", 50, "accuracy", 0.5, true, NOON)));
    }
    new EventStore(store).write("run", 0, List.of(SampleTrials.started("t1")));
    Map<String, Integer> before = rowsByTable(store.snapshot());
    for (TableSchema<?> table : Tables.VIEWS) {
      Path folder = directory.resolve(table.name());
      for (Path file : list(folder)) {
        String name = file.getFileName().toString();
        Files.copy(file, folder.resolve(name.replace(".parquet", " (1).parquet")));
      }
    }

    TableSnapshot snapshot = store.snapshot();
    assertThat(rowsByTable(snapshot)).isEqualTo(before);
    assertThat(snapshot.succeeded()).containsExactly("t1", "t2");
    assertThat(snapshot.damage().lines())
        .hasSize(15)
        .contains(
            "file:%s/trials/t1 (1).parquet is left aside, since its name is not that of the trial whose rows it holds: delete it"
                .formatted(directory));
    assertThat(new EventStore(store).rows()).hasSize(1);
    assertThat(new RungStore(store).rows()).hasSize(2);

    new TableCompaction(store, Duration.ZERO, 100, Clock.systemUTC()).run();
    new TableCompaction(store, Duration.ZERO, 100, Clock.systemUTC()).run();
    assertThat(rowsByTable(store.snapshot())).isEqualTo(before);
  }

  @Test
  void aCopyUnderAnotherTrialsNameIsLeftAside() throws IOException {
    copy("trials/t1.parquet", "trials/t3.parquet");
    copy("evaluations/t1.parquet", "evaluations/t3.parquet");
    TableSnapshot snapshot = store.snapshot();
    assertThat(snapshot.succeeded()).containsExactly("t1", "t2");
    assertThat(snapshot.damage().strays()).containsExactly("trials/t3.parquet");
    assertThat(rowsByTable(snapshot)).containsEntry("trials", 2).containsEntry("evaluations", 6);
  }

  @ParameterizedTest
  @ValueSource(strings = {"evaluations", "steps", "predictions", "directions"})
  void aFileWithAnotherTrialsRowsIsRefusedByName(String table) throws IOException {
    copy(table + "/t1.parquet", table + "/t2.parquet");
    assertThatThrownBy(
            () -> {
              TableSnapshot snapshot = store.snapshot();
              snapshot.forEach(schema(table), row -> {});
            })
        .isInstanceOf(IOException.class)
        .hasMessageContaining(directory + "/" + table + "/t2.parquet")
        .hasMessageContaining("delete it");
  }

  @Test
  void aPartWithOtherTrialsRowsIsRefusedByName() throws IOException {
    ResultStore equal = ResultStore.open(directory + "/equal", new Configuration());
    for (String id : List.of("t1", "t2")) {
      commit(equal, id, 1);
    }
    new TableCompaction(equal, Duration.ZERO, 1, Clock.systemUTC()).run();
    List<Path> parts = list(directory.resolve("equal/compacted/trials"));
    assertThat(parts).hasSize(2);
    assertThat(Files.size(parts.get(0)))
        .as("of another length it would count as cut")
        .isEqualTo(Files.size(parts.get(1)));
    Files.copy(parts.get(0), parts.get(1), StandardCopyOption.REPLACE_EXISTING);
    assertThatThrownBy(() -> equal.snapshot().forEachTrial(TrialRowEssence.COLUMNS, row -> {}))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(parts.get(1).getFileName().toString());
    assertThatThrownBy(equal::rows)
        .isInstanceOf(IOException.class)
        .hasMessageContaining(parts.get(1).getFileName().toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"trials", "evaluations", "steps", "predictions", "directions"})
  void aTrialWithAFileThatIsEmptyIsNotDoneAndIsNamed(String table) throws IOException {
    Path file = directory.resolve(table + "/t1.parquet");
    Files.write(file, new byte[0]);
    assertNotDone(file);
  }

  @ParameterizedTest
  @ValueSource(strings = {"evaluations", "steps", "predictions", "directions"})
  void aTrialWithAFileThatIsMissingIsNotDoneAndIsNamed(String table) throws IOException {
    Path file = directory.resolve(table + "/t1.parquet");
    Files.delete(file);
    assertNotDone(file);
  }

  private void assertNotDone(Path file) throws IOException {
    assertThat(store.survey().succeeded()).containsExactly("t2");
    assertThat(store.find("t1")).isEmpty();
    assertThat(store.find("t2")).isPresent();
    assertThat(store.survey().damage().lines())
        .singleElement()
        .asString()
        .contains(file.toString(), "run its sweep again to have trial t1 run again");
    assertThatThrownBy(store::snapshot)
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file.toString());

    commit("t1", 1);
    assertThat(store.succeeded()).containsExactly("t1", "t2");
    assertThat(store.read(Tables.STEPS, "t1")).hasSize(120);
  }

  @Test
  void aFailureThatCannotBeReadIsNamedAndRunsAgain() throws IOException {
    store.commit(
        SampleTrials.failed("f", parameters(1), FailureClass.DIVERGED, "loss is NaN"), null);
    Files.write(directory.resolve("trials/f.failed.parquet"), new byte[20]);
    assertThat(store.survey().failed()).isEmpty();
    assertThat(store.survey().damage().trials()).containsOnlyKeys("f");
    assertThat(store.find("f")).isEmpty();
    commit("f", 3);
    assertThat(store.succeeded()).containsExactly("f", "t1", "t2");
  }

  @Test
  void theTrialsOfAPartThatIsMissingRunAgainAndCountOnce() throws IOException {
    new TableCompaction(store, Duration.ZERO, 1, Clock.systemUTC()).run();
    new TableCompaction(store, Duration.ZERO, 1, Clock.systemUTC()).run();
    assertThat(list(directory.resolve("trials"))).isEmpty();
    TableManifest.Part lost = Objects.requireNonNull(store.compacted().byTrial().get("t1"));
    String file = String.valueOf(lost.files().get("steps"));
    Files.delete(directory.resolve(file));

    assertThat(store.survey().succeeded()).containsExactly("t2");
    assertThat(store.find("t1")).isEmpty();
    assertThatThrownBy(store::snapshot)
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file)
        .hasMessageContaining("is missing, which 1 trials have rows in")
        .hasMessageContaining("run their sweeps again");
    commit("t1", 1);
    assertThat(store.snapshot().damage().isNone()).isTrue();
    assertThat(rowsByTable(store.snapshot()))
        .containsEntry("trials", 2)
        .containsEntry("steps", 240);
    new TableCompaction(store, Duration.ZERO, 1, Clock.systemUTC()).run();
    assertThat(store.compacted().manifest().parts()).hasSize(2).doesNotContain(lost);
    assertThat(rowsByTable(store.snapshot()))
        .containsEntry("trials", 2)
        .containsEntry("steps", 240);
  }

  @Test
  void aTrialThatAVersionWithOtherColumnsWroteIsNotDoneAndIsNamed() throws IOException {
    Path file = directory.resolve("trials/t1.parquet");
    String content = Files.readString(file, StandardCharsets.ISO_8859_1);
    assertThat(content).contains("dash-sweep-seal-2;");
    Files.writeString(
        file,
        content.replace("dash-sweep-seal-2;", "dash-sweep-seal-1;"),
        StandardCharsets.ISO_8859_1);
    TableSnapshot snapshot = store.survey();
    assertThat(snapshot.succeeded()).containsExactly("t2");
    assertThat(snapshot.damage().trials()).containsOnlyKeys("t1");
    assertThat(snapshot.damage().lines().get(0))
        .contains("trials/t1.parquet was written by a version of dash-sweep with other columns")
        .contains("run its sweep again");
    assertThatThrownBy(store::rows)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("was written by a version of dash-sweep with other columns");
  }

  @Test
  void aFileThatSomethingElseWroteIsRefusedByName() throws IOException {
    MessageType type = MessageTypeParser.parseMessageType("message x { required int32 step; }");
    org.apache.hadoop.fs.Path file =
        new org.apache.hadoop.fs.Path(directory + "/trials/t9.parquet");
    try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(file).withType(type).build()) {
      writer.write(new SimpleGroup(type).append("step", 1));
    }
    assertThat(store.survey().succeeded()).containsExactly("t1", "t2");
    assertThatThrownBy(store::rows)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("trials/t9.parquet has no checksums");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{",
        "{}",
        "no JSON",
        "{\"format\":1,\"generation\":1,\"parts\":null,\"retired\":[]}",
        "{\"format\":1,\"generation\":1,\"parts\":[null],\"retired\":[]}",
        "{\"format\":1,\"generation\":1e99,\"parts\":[],\"retired\":[]}",
        "{\"format\":null,\"generation\":1,\"parts\":[],\"retired\":[]}",
        "{\"format\":99999999999,\"generation\":1,\"parts\":[],\"retired\":[]}",
        "{\"format\":2,\"generation\":1,\"parts\":[],\"retired\":[]}",
        "{\"format\":1,\"generation\":1,\"parts\":[{}],\"retired\":[]}",
        "{\"format\":1,\"generation\":1,\"parts\":[{\"createdAt\":\"noon\",\"trialIds\":[],"
            + "\"files\":{}}],\"retired\":[]}",
        "{\"format\":1,\"generation\":1,\"parts\":[{\"createdAt\":\"2026-03-01T12:00:00Z\","
            + "\"trialIds\":[null],\"files\":{}}],\"retired\":[]}",
        "{\"format\":1,\"generation\":1,\"parts\":[{\"createdAt\":\"2026-03-01T12:00:00Z\","
            + "\"trialIds\":[],\"files\":{\"trials\":null}}],\"retired\":[]}",
        "{\"format\":1,\"generation\":1,\"parts\":[],\"retired\":[{\"file\":\"x\"}]}",
        "{\"format\":1,\"generation\":1,\"parts\":[],\"retired\":[{\"file\":\"x\","
            + "\"since\":\"+1000000000-12-31T23:59:59Z\"}]}"
      })
  void aManifestThatIsSomethingElseIsNamed(String content) throws IOException {
    Path file = directory.resolve("compacted").resolve(TableManifests.name(1));
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
    assertThatThrownBy(store::survey)
        .isInstanceOf(IOException.class)
        .message()
        .contains(file.toString())
        .hasLineCount(1);
  }

  private Map<String, Integer> rowsByTable(TableSnapshot snapshot) throws IOException {
    Map<String, Integer> rows = new TreeMap<>();
    for (TableSchema<?> table : Tables.VIEWS) {
      rows.put(table.name(), 0);
      snapshot.forEach(table, row -> rows.merge(table.name(), 1, Integer::sum));
    }
    return rows;
  }

  private static TableSchema<?> schema(String name) {
    return Tables.VIEWS.stream()
        .filter(table -> table.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private void copy(String from, String to) throws IOException {
    Files.copy(directory.resolve(from), directory.resolve(to), StandardCopyOption.REPLACE_EXISTING);
  }

  /** Files of a folder; none of a table that no trial has rows in. */
  private static List<Path> list(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  private void commit(String id, int seed) throws IOException {
    commit(store, id, seed);
  }

  private static void commit(ResultStore store, String id, int seed) throws IOException {
    TrialResult result = SampleTrials.result("supersense", 0.7, 4, seed);
    store.commit(SampleTrials.succeeded(id, parameters(seed), result), result);
  }

  private static SortedMap<String, Object> parameters(int seed) {
    return SampleTrials.parameters("lora-dash", "supersense", 8, seed);
  }
}
