package org.dashsweep.jobs.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.dashsweep.jobs.tables.EventRow;
import org.dashsweep.jobs.tables.EventStore;
import org.dashsweep.jobs.tables.ResultStore;
import org.dashsweep.trial.TrialListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProgressEventLogTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  private final Path directory;
  private final EventStore table;

  ProgressEventLogTest(@TempDir Path directory) throws IOException {
    this.directory = directory;
    this.table = new EventStore(ResultStore.open(directory.toString(), new Configuration()));
  }

  @Test
  void everyKindOfEventIsARow() throws IOException {
    try (ProgressEventLog log = ProgressEventLog.start(table, InstantSource.fixed(NOON))) {
      log.accept(new ProgressEvent.Started("a", "node7"));
      log.accept(new ProgressEvent.PhaseEntered("a", TrialListener.Phase.TRAINING));
      log.accept(new ProgressEvent.Stepped("a", 3, 10, 0.5, 1000, 1 << 30));
      log.accept(new ProgressEvent.Evaluated("a", 5, 20, 1 << 30));
      log.accept(new ProgressEvent.Succeeded("a", "accuracy", 0.75));
      log.accept(new ProgressEvent.Failed("b", "DIVERGED", "loss is NaN"));
      log.accept(new ProgressEvent.Stopped("c", 50, "loss", 1.5));
    }
    List<EventRow> rows = table.rows();
    assertThat(rows)
        .extracting(row -> row.trialId() + " " + row.kind())
        .containsExactly(
            "a STARTED",
            "a PHASE",
            "a STEP",
            "a EVALUATION",
            "a SUCCEEDED",
            "b FAILED",
            "c STOPPED");
    assertThat(rows).extracting(EventRow::at).containsOnly(NOON);
    assertThat(rows).extracting(EventRow::run).containsOnly(rows.get(0).run());
    assertThat(rows.get(0).host()).isEqualTo("node7");
    assertThat(rows.get(1).phase()).isEqualTo("TRAINING");
    assertThat(rows.get(2))
        .extracting(EventRow::step, EventRow::totalSteps, EventRow::loss, EventRow::residentBytes)
        .containsExactly(3, 10, 0.5, 1L << 30);
    assertThat(rows.get(3))
        .extracting(EventRow::evaluated, EventRow::toEvaluate)
        .containsExactly(5, 20);
    assertThat(rows.get(4).value()).isEqualTo(0.75);
    assertThat(rows.get(5).message()).isEqualTo("DIVERGED: loss is NaN");
    assertThat(rows.get(6).step()).isEqualTo(50);
  }

  @Test
  void manyEventsAreSeveralFilesAndNoneIsLostUnlessItIsCounted() throws IOException {
    ProgressEventLog log = ProgressEventLog.start(table, InstantSource.fixed(NOON), 100);
    try (log) {
      for (int trial = 0; trial < 300; trial++) {
        log.accept(new ProgressEvent.Started("t" + trial, "host"));
        for (int step = 1; step <= 10; step++) {
          log.accept(new ProgressEvent.Stepped("t" + trial, step, 10, 0.5, 1000, 1));
        }
        log.accept(new ProgressEvent.Succeeded("t" + trial, "accuracy", 0.5));
      }
    }
    List<EventRow> rows = table.rows();
    assertThat(rows.size() + log.dropped()).isEqualTo(300 * 12);
    assertThat(rows).filteredOn(row -> row.kind() == EventRow.Kind.SUCCEEDED).hasSize(300);
    assertThat(rows).filteredOn(row -> row.kind() == EventRow.Kind.STARTED).hasSize(300);
  }

  @Test
  void aRunWithoutEventsWritesNoFile() {
    ProgressEventLog.start(table, InstantSource.fixed(NOON)).close();
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void storageThatRefusesCostsEventsAndNotTheRun() throws IOException {
    Files.writeString(directory.resolve("events"), "a file where a table should be");
    ProgressEventLog log = ProgressEventLog.start(table, InstantSource.fixed(NOON));
    log.accept(new ProgressEvent.Started("a", "host"));
    log.close();
    assertThat(log.dropped()).isEqualTo(1);
  }
}
