package org.dashsweep.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.dashsweep.jobs.table.AttemptRow;
import org.dashsweep.jobs.table.AttemptRow.Ending;
import org.dashsweep.jobs.table.AttemptStore;
import org.dashsweep.jobs.table.ResultStore;
import org.dashsweep.jobs.table.SampleTrials;
import org.dashsweep.jobs.table.TrialRow;
import org.dashsweep.trial.FailureClass;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AttemptLogTest {
  private static final AttemptRow.Place PLACE =
      new AttemptRow.Place("app-1", "7", "worker-1", 4711, "cpu");
  private static final AttemptRow.End FAILED =
      new AttemptRow.End(
          Ending.FAILED,
          Instant.parse("2026-03-01T12:00:00.123456789Z"),
          FailureClass.OUT_OF_MEMORY,
          "no 3 GB left");

  private final AttemptStore store;

  AttemptLogTest(@TempDir Path directory) throws IOException {
    store = new AttemptStore(ResultStore.open(directory.toString(), new Configuration()));
  }

  @Test
  void whatAnAttemptWroteTheNextOneReads() throws IOException {
    AttemptRow first = open(0).start(PLACE, 16);
    assertThat(store.read("a1")).containsExactly(first);
    assertThat(first.attempt()).isEqualTo(1);
    assertThat(first.end()).isNull();

    AttemptLog second = open(0);
    second.start(PLACE, null);
    second.end(FAILED);
    assertThat(store.read("a1"))
        .extracting(AttemptRow::attempt, AttemptRow::isLost)
        .containsExactly(tuple(1, true), tuple(2, false));
    assertThat(store.read("a1").get(1).end()).isEqualTo(FAILED);
    assertThat(open(0).latest()).isEqualTo(2);
    assertThat(open(0).lost()).extracting(AttemptRow::attempt).containsExactly(1);
  }

  @Test
  void onlyAttemptsSinceTheTrialsLastRowCountAsLost() throws IOException {
    for (int i = 0; i < 3; i++) {
      open(0).start(PLACE, null);
    }
    assertThat(open(0).lost()).hasSize(3);
    AttemptLog next = open(3);
    assertThat(next.lost()).isEmpty();
    assertThat(next.start(PLACE, null).attempt()).isEqualTo(4);
    assertThat(open(3).lost()).extracting(AttemptRow::attempt).containsExactly(4);
  }

  @Test
  void anAttemptThatWasAskedToStopIsNotLost() throws IOException {
    AttemptLog log = open(0);
    log.start(PLACE, null);
    log.end(new AttemptRow.End(Ending.INTERRUPTED, Instant.now(), null, "stopped"));
    assertThat(open(0).lost()).isEmpty();
    assertThat(open(0).latest()).isEqualTo(1);
  }

  /** The log of a trial whose last row counts so many attempts. */
  private AttemptLog open(int committed) throws IOException {
    return AttemptLog.open(
        store, "a1", committed == 0 ? Optional.empty() : Optional.of(row(committed)));
  }

  private static TrialRow row(int attempts) {
    TrialRow row =
        SampleTrials.failed(
            "a1", SampleTrials.parameters("lora", "cola", 8, 1), FailureClass.LOST, "x");
    return new TrialRow(
        row.trialId(),
        row.sweep(),
        row.parameters(),
        attempts,
        row.host(),
        row.startedAt(),
        row.finishedAt(),
        row.software(),
        row.modelFingerprint(),
        row.dataFingerprint(),
        row.floor(),
        row.outcome());
  }
}
