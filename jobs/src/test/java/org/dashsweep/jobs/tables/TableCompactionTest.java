package org.dashsweep.jobs.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.apache.hadoop.conf.Configuration;
import org.dashsweep.jobs.tables.TableManifest.Part;
import org.dashsweep.trial.FailureClass;
import org.dashsweep.trial.TrialResult;
import org.dashsweep.trial.TrialStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TableCompactionTest {
  private static final Duration GRACE = Duration.ofMinutes(10);

  private final Path directory;
  private final AtomicLong now =
      new AtomicLong(Instant.parse("2026-03-01T00:00:00Z").getEpochSecond());
  private final InstantSource clock = () -> Instant.ofEpochSecond(now.get());

  TableCompactionTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @AfterEach
  void recover() {
    CrashingFileSystem.recover();
  }

  @Test
  void everyReaderSeesTheSameRowsBeforeAndAfter() throws IOException {
    ResultStore store = open("a");
    commit(store, "t", 5);
    fail(store, "f1");
    Map<String, List<?>> before = contents(store);

    assertThat(compact(store, 3)).isEqualTo(new TableCompaction.Outcome(5, 2, 0));
    assertThat(contents(store)).isEqualTo(before);
    assertThat(store.succeeded()).containsExactly("t0", "t1", "t2", "t3", "t4");
    assertThat(store.snapshot().failed()).containsExactly("f1");
    assertThat(store.find("t3")).contains(store.snapshot().find("t3").orElseThrow());
    assertThat(store.find("t9")).isEmpty();

    assertThat(compact(store, 3))
        .as("nothing is new")
        .isEqualTo(new TableCompaction.Outcome(0, 2, 0));
    assertThat(trialFiles("a")).hasSize(6);
    elapse(GRACE);
    compact(store, 3);
    assertThat(trialFiles("a")).containsExactly("f1.failed.parquet");
    assertThat(contents(store)).isEqualTo(before);
  }

  @Test
  void partsWithRoomAreFilledAndWhatTheyWereIsDeletedLater() throws IOException {
    ResultStore store = open("a");
    commit(store, "a", 2);
    compact(store, 100);
    elapse(GRACE);
    commit(store, "b", 3);
    Map<String, List<?>> before = contents(store);
    assertThat(compact(store, 100).parts()).isEqualTo(1);
    assertThat(contents(store)).isEqualTo(before);
    assertThat(compacted("a")).as("both generations").hasSize(2);
    elapse(GRACE);
    compact(store, 100);
    assertThat(compacted("a")).hasSize(1);
    assertThat(contents(store)).isEqualTo(before);
  }

  @Test
  void aFailedTrialThatRunsAgainCountsOnce() throws IOException {
    ResultStore store = open("a");
    commit(store, "t", 2);
    fail(store, "x");
    compact(store, 100);
    TrialResult result = result(9);
    store.commit(SampleTrials.succeeded("x", parameters(9), result), result);
    assertThat(store.rows()).extracting(TrialRow::trialId).containsExactly("t0", "t1", "x");
    assertThat(store.succeeded()).contains("x");
    compact(store, 100);
    assertThat(store.rows()).extracting(TrialRow::trialId).containsExactly("t0", "t1", "x");
    // Late news of a compacted trial changes nothing, even after its own files are gone.
    elapse(GRACE);
    compact(store, 100);
    fail(store, "x");
    assertThat(store.rows()).extracting(TrialRow::status).containsOnly(TrialStatus.SUCCEEDED);
    compact(store, 100);
    assertThat(trialFiles("a")).isEmpty();
  }

  @Test
  void aPartIsNotWrittenAgainForNothing() throws IOException {
    ResultStore store = open("a");
    commit(store, "a", 6);
    compact(store, 10);
    commit(store, "b", 6);
    compact(store, 10);
    List<String> files = compacted("a");
    elapse(GRACE);
    assertThat(compact(store, 10).parts()).as("together they do not fit").isEqualTo(2);
    assertThat(compacted("a")).isEqualTo(files);
    commit(store, "c", 1);
    Map<String, List<?>> before = contents(store);
    compact(store, 10);
    assertThat(compacted("a")).as("one of them takes it up").hasSize(3).containsAll(files);
    assertThat(contents(store)).isEqualTo(before);
  }

  /** With and without a rename that replaces what is there. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aProcessThatDiesAnywhereLosesAndDoublesNothing(boolean replaces) throws IOException {
    ResultStore template = open("template");
    commit(template, "a", 1);
    compact(template, 100);
    elapse(GRACE);
    commit(template, "b", 2);
    fail(template, "f");
    // Left by an attempt that died between its row and the deletion of the failure before.
    Files.copy(
        directory.resolve("template/trials/f.failed.parquet"),
        directory.resolve("template/trials/b0.failed.parquet"));
    Map<String, List<?>> before = contents(template);
    // The two differ in how a manifest gets its name, so every third death will do for one.
    for (int operations = 0; ; operations += replaces ? 1 : 3) {
      String name = "crash-" + operations;
      FileUtils.copyDirectory(
          directory.resolve("template").toFile(), directory.resolve(name).toFile());
      ResultStore store = openCrashing(name, replaces);
      CrashingFileSystem.crashAfter(operations);
      boolean died = false;
      try {
        compact(store, 100);
      } catch (IOException e) {
        died = true;
      }
      CrashingFileSystem.recover();
      assertThat(contents(store)).as("died after %d operations", operations).isEqualTo(before);
      elapse(GRACE);
      compact(store, 100);
      assertThat(contents(store)).isEqualTo(before);
      if (!died) {
        assertThat(operations).as("operations of a compaction").isGreaterThan(10);
        return;
      }
    }
  }

  @Test
  void filesThatNoManifestNamesAreDeletedWhenTheyAreOld() throws IOException {
    ResultStore store = open("a");
    commit(store, "t", 1);
    compact(store, 100);
    Path orphan = directory.resolve("a/compacted/trials/left.parquet");
    Path hidden = directory.resolve("a/compacted/trials/.left.parquet.tmp");
    for (Path file : List.of(orphan, hidden)) {
      Files.writeString(file, "");
      Files.setLastModifiedTime(file, FileTime.from(clock.instant()));
    }
    elapse(Duration.ofHours(23));
    compact(store, 100);
    assertThat(orphan).exists();
    elapse(Duration.ofHours(2));
    compact(store, 100);
    assertThat(orphan).doesNotExist();
    assertThat(hidden).doesNotExist();
    assertThat(store.rows()).hasSize(1);
  }

  @Test
  void leftoversOfWritersAndOldManifestsAreDeletedWhenTheyAreOld() throws IOException {
    ResultStore store = open("a");
    commit(store, "t", 1);
    compact(store, 100);
    commit(store, "u", 1);
    compact(store, 100);
    Path first = directory.resolve("a/compacted/" + TableManifests.name(1));
    Path second = directory.resolve("a/compacted/" + TableManifests.name(2));
    Path unfinished = directory.resolve("a/steps/.t9.parquet.1.tmp");
    Path manifest = directory.resolve("a/compacted/.manifest.1.tmp");
    Files.writeString(unfinished, "");
    Files.writeString(manifest, "");
    for (Path file : List.of(first, second, unfinished, manifest)) {
      Files.setLastModifiedTime(file, FileTime.from(clock.instant()));
    }
    elapse(Duration.ofHours(23));
    compact(store, 100);
    assertThat(List.of(first, second, unfinished, manifest)).allMatch(Files::exists);
    elapse(Duration.ofHours(2));
    compact(store, 100);
    assertThat(List.of(first, unfinished, manifest)).noneMatch(Files::exists);
    assertThat(store.rows()).hasSize(2);
  }

  @Test
  void ofManyThatPublishAtOnceOneCountsAndTheOthersSaySo() throws Exception {
    ResultStore store = open("a");
    int writers = 6;
    ExecutorService threads = Executors.newFixedThreadPool(writers);
    try {
      for (int round = 0; round < 20; round++) {
        TableManifest read = store.compacted().manifest();
        CyclicBarrier start = new CyclicBarrier(writers);
        List<Future<Boolean>> results = new ArrayList<>();
        for (int i = 0; i < writers; i++) {
          String trial = "t" + round + "-" + i;
          results.add(
              threads.submit(
                  () -> {
                    Part part =
                        new Part(
                            "2026-03-01T00:00:00Z",
                            List.of(trial),
                            new TreeMap<>(),
                            new TreeMap<>());
                    start.await();
                    try {
                      store.manifests().publish(read.replacing(List.of(), List.of(part), ""), read);
                      return true;
                    } catch (IOException e) {
                      assertThat(e).hasMessageContaining("run this again");
                      return false;
                    }
                  }));
        }
        int successes = 0;
        for (Future<Boolean> result : results) {
          successes += result.get() ? 1 : 0;
        }
        assertThat(successes).isEqualTo(1);
        assertThat(store.compacted().manifest().parts()).hasSize(round + 1);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void aManifestThatIsMadeFromOneLongGoneDoesNotCount() throws IOException {
    ResultStore store = open("a");
    TableManifest none = store.compacted().manifest();
    commit(store, "t", 1);
    compact(store, 100);
    commit(store, "u", 1);
    compact(store, 100);
    // Its number is free again.
    Files.delete(directory.resolve("a/compacted/" + TableManifests.name(1)));
    assertThatThrownBy(() -> store.manifests().publish(none, none))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("run this again");
    assertThat(store.rows()).hasSize(2);
  }

  @Test
  void aRevisionThatACompactionOvertookChangesNothing() throws IOException {
    ResultStore store = open("a");
    commit(store, "t", 2);
    TableSnapshot snapshot = store.snapshot();
    compact(store, 100);
    Map<String, List<?>> before = contents(store);
    TrialRow row = snapshot.find("t0").orElseThrow();
    TableRevision revision =
        new TableRevision(
            store,
            snapshot,
            Map.of("t0", new TableRevision.Trial(row, List.of())),
            (id, prediction) -> prediction);
    assertThatThrownBy(() -> revision.publish(clock))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("run this again");
    assertThat(contents(store)).isEqualTo(before);
  }

  @Test
  void aCopyHasEveryRowOnceWhateverIsCompacted() throws IOException {
    ResultStore store = open("a");
    commit(store, "t", 3);
    compact(store, 100);
    elapse(GRACE);
    compact(store, 100);
    commit(store, "u", 2);
    compact(store, 100);
    fail(store, "f");
    ResultStore target = open("plain");
    assertThat(ParquetExport.write(store.snapshot(), target)).isEqualTo(6);
    for (TableSchema<?> table : Tables.VIEWS) {
      assertThat(names(directory.resolve("plain").resolve(table.name())))
          .containsExactly("rows.parquet");
    }
    assertThat(plain(target, Tables.TRIALS)).containsExactlyInAnyOrderElementsOf(store.rows());
    assertThat(plain(target, Tables.STEPS)).hasSize(5 * 120);
    assertThat(plain(target, Tables.RUNGS)).isEmpty();
    assertThatThrownBy(() -> ParquetExport.write(store.snapshot(), target))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("holds files already");
  }

  private static <R> List<R> plain(ResultStore target, TableSchema<R> table) throws IOException {
    return ParquetTableFile.read(
        new TableFile(target.path(table.name() + "/rows.parquet"), new TableFile.OfAnybody()),
        target.configuration(),
        table);
  }

  @Test
  void readersLoopWhileTrialsCommitAndCompactionsRun() throws Exception {
    ResultStore store = open("a");
    int trials = 30;
    AtomicLong committed = new AtomicLong();
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      Future<?> writer =
          threads.submit(
              () -> {
                for (int i = 0; i < trials; i++) {
                  if (i % 3 == 0) {
                    fail(store, "t" + i);
                  }
                  TrialResult result = result(i);
                  store.commit(SampleTrials.succeeded("t" + i, parameters(i), result), result);
                  committed.set(i + 1);
                }
                return null;
              });
      Future<?> compactor =
          threads.submit(
              () -> {
                while (!writer.isDone()) {
                  synchronized (now) {
                    compact(store, 20);
                  }
                }
                return null;
              });
      while (!writer.isDone() || !compactor.isDone()) {
        long atLeast = committed.get();
        TableSnapshot snapshot = store.snapshot();
        List<String> seen = new ArrayList<>();
        snapshot.forEach(
            Tables.TRIALS,
            union(snapshot.succeeded(), snapshot.failed()),
            row -> seen.add(row.trialId()));
        assertThat(seen).doesNotHaveDuplicates();
        assertThat(snapshot.succeeded().size()).isGreaterThanOrEqualTo((int) atLeast);
        assertThat(seen).containsAll(snapshot.succeeded());
        Map<String, Integer> steps = new TreeMap<>();
        snapshot.forEach(
            Tables.STEPS, snapshot.succeeded(), row -> steps.merge(row.trialId(), 1, Integer::sum));
        assertThat(steps.keySet()).isEqualTo(snapshot.succeeded());
        assertThat(steps.values()).allMatch(count -> count == 120);
        // Neither a reading nor a publication takes longer than the grace period, however busy the
        // machine is: time passes between them.
        synchronized (now) {
          elapse(GRACE.dividedBy(2));
        }
      }
      writer.get();
      compactor.get();
    } finally {
      threads.shutdownNow();
    }
    elapse(GRACE);
    compact(store, 20);
    elapse(GRACE);
    compact(store, 20);
    assertThat(store.succeeded()).hasSize(trials);
    assertThat(trialFiles("a")).isEmpty();
  }

  private static Set<String> union(Set<String> a, Set<String> b) {
    Set<String> union = new HashSet<>(a);
    union.addAll(b);
    return union;
  }

  private TableCompaction.Outcome compact(ResultStore store, int trialsPerPart) throws IOException {
    return new TableCompaction(store, GRACE, trialsPerPart, clock).run();
  }

  private void elapse(Duration duration) {
    now.addAndGet(duration.toSeconds());
  }

  private static void commit(ResultStore store, String prefix, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      TrialResult result = result(i);
      store.commit(SampleTrials.succeeded(prefix + i, parameters(i), result), result);
    }
  }

  private static void fail(ResultStore store, String id) throws IOException {
    store.commit(SampleTrials.failed(id, parameters(1), FailureClass.DIVERGED, "NaN"), null);
  }

  private static SortedMap<String, Object> parameters(int seed) {
    return SampleTrials.parameters("lora-dash", "supersense", 8, seed);
  }

  /** Every third trial has no directions. */
  private static TrialResult result(int seed) {
    return SampleTrials.result("supersense", 0.7, seed % 3 == 2 ? 0 : 4, seed);
  }

  /** All rows of all tables by every way to read them, which have to agree. */
  private record Projected(String trialId) {}

  private static Map<String, List<?>> contents(ResultStore store) throws IOException {
    Map<String, List<?>> contents = new TreeMap<>();
    List<TrialRow> rows = store.rows();
    Set<String> ids = new HashSet<>(rows.stream().map(TrialRow::trialId).toList());
    assertThat(ids).hasSameSizeAs(rows);
    contents.put("trials", rows);
    for (TableSchema<?> table : Tables.ALL) {
      for (String id : ids) {
        contents.put(table + " of " + id, store.read(table, id));
      }
      List<Object> all = new ArrayList<>();
      store.snapshot().forEach(table, ids, all::add);
      assertThat(all)
          .containsExactlyInAnyOrderElementsOf(
              ids.stream()
                  .<Object>flatMap(
                      id -> Objects.requireNonNull(contents.get(table + " of " + id)).stream())
                  .toList());
    }
    Set<String> projected = new HashSet<>();
    store
        .snapshot()
        .forEachTrial(
            TableSchema.of("trials", Projected.class), row -> projected.add(row.trialId()));
    assertThat(projected).isEqualTo(ids);
    return contents;
  }

  private ResultStore open(String name) throws IOException {
    return ResultStore.open(directory.resolve(name).toString(), new Configuration());
  }

  private ResultStore openCrashing(String name, boolean replaces) throws IOException {
    Configuration configuration = CrashingFileSystem.configuration();
    if (!replaces) {
      configuration.unset("fs.AbstractFileSystem." + CrashingFileSystem.SCHEME + ".impl");
    }
    return ResultStore.open(
        CrashingFileSystem.SCHEME + "://" + directory.resolve(name), configuration);
  }

  private List<String> trialFiles(String name) throws IOException {
    return names(directory.resolve(name).resolve("trials"));
  }

  private List<String> compacted(String name) throws IOException {
    return names(directory.resolve(name).resolve("compacted/trials"));
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
