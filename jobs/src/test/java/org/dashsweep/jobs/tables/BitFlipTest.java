package org.dashsweep.jobs.tables;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.dashsweep.trial.TrialResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One bit of one file flips: the file is named, or every value is what it was. */
final class BitFlipTest {
  private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");

  /** More by {@code -Ddashsweep.flips=2000}. */
  private static final int FLIPS = Integer.getInteger("dashsweep.flips", 120);

  private final Path directory;
  private final ResultStore store;

  BitFlipTest(@TempDir Path directory) throws IOException {
    this.directory = directory;
    this.store = ResultStore.open(directory.toString(), new Configuration());
    for (int seed = 1; seed <= 2; seed++) {
      TrialResult result = SampleTrials.result("supersense", 0.7, 4, seed);
      String id = "t" + seed;
      store.commit(
          SampleTrials.succeeded(
              id, SampleTrials.parameters("lora-dash", "supersense", 8, seed), result),
          result);
      new AttemptStore(store).write(id, List.of(attempt(id)));
      new RungStore(store)
          .write(id, List.of(new RungRow(id, "rule", 50, "accuracy", 0.5, true, NOW)));
    }
    new EventStore(store).write("20260301-000000-0a1b2c3d", 0, List.of(event()));
  }

  @Test
  void inFilesOfTrials() throws IOException {
    flip(1);
  }

  @Test
  void inCompactedFilesAndTheirManifest() throws IOException {
    new TableCompaction(store, Duration.ofMinutes(5), 100, () -> NOW).run();
    for (TableSchema<?> table : Tables.ALL) {
      for (String name : store.fileNames(table.name())) {
        Files.delete(directory.resolve(table.name()).resolve(name));
      }
    }
    flip(2);
  }

  private void flip(long seed) throws IOException {
    List<Path> files = files();
    Random random = new Random(seed);
    int noticed = 0;
    for (int i = 0; i < FLIPS; i++) {
      Path file = files.get(i % files.size());
      List<TableSchema<?>> tables = tables(file);
      Map<String, List<?>> before = contents(tables);
      byte[] whole = Files.readAllBytes(file);
      byte[] flipped = whole.clone();
      int bit = random.nextInt(8 * whole.length);
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      Files.write(file, flipped);
      String what = "bit %d of %s".formatted(bit, file);
      try {
        assertThat(contents(tables)).as(what).isEqualTo(before);
      } catch (IOException e) {
        assertThat(e).as(what).hasMessageContaining(file.getFileName().toString());
        assertThat(String.valueOf(e.getMessage()).lines()).as(what).hasSize(1);
        noticed++;
      }
      Files.write(file, whole);
    }
    assertThat(noticed).isGreaterThan(FLIPS * 9 / 10);
    assertThat(contents(Tables.VIEWS)).isNotEmpty();
  }

  /** Those that a file is of; all, of a manifest. */
  private List<TableSchema<?>> tables(Path file) {
    String table = String.valueOf(directory.relativize(file).resolveSibling("").getFileName());
    List<TableSchema<?>> its =
        Tables.VIEWS.stream().filter(each -> each.name().equals(table)).toList();
    return its.isEmpty() ? Tables.VIEWS : its;
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> found = Files.walk(directory)) {
      return found.filter(Files::isRegularFile).sorted().toList();
    }
  }

  /** All rows of some tables by every way to read them. */
  private Map<String, List<?>> contents(List<TableSchema<?>> tables) throws IOException {
    Map<String, List<?>> contents = new TreeMap<>();
    TableSnapshot snapshot = store.snapshot();
    for (TableSchema<?> table : tables) {
      List<Object> rows = new ArrayList<>();
      snapshot.forEach(table, rows::add);
      contents.put(table.name(), rows);
      contents.put(table + ", unsettled", snapshot.unsettled(table));
      snapshot.files(table);
      if (Tables.ALL.contains(table)) {
        contents.put(table + " of t2", store.read(table, "t2"));
      }
      if (table == Tables.TRIALS) {
        List<Object> projected = new ArrayList<>();
        snapshot.forEachTrial(TableSchema.of("trials", Projected.class), projected::add);
        contents.put("projected", projected);
      }
    }
    return contents;
  }

  private record Projected(String method, double primaryValue) {}

  private static AttemptRow attempt(String id) {
    return new AttemptRow(
        id,
        1,
        new AttemptRow.Place("local-1", "driver", "host", 17, "cpu"),
        0,
        null,
        NOW,
        new AttemptRow.End(NOW, AttemptRow.Ending.SUCCEEDED, null, null));
  }

  private static EventRow event() {
    return new EventRow(
        "20260301-000000-0a1b2c3d",
        "t1",
        NOW,
        EventRow.Kind.STARTED,
        "host",
        null,
        1,
        10,
        0.5,
        null,
        null,
        null,
        null,
        null,
        null,
        null);
  }
}
