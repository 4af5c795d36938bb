package org.dashsweep.jobs.run.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.groups.Tuple.tuple;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.TaskKilledException;
import org.dashsweep.jobs.tables.AttemptRow;
import org.dashsweep.jobs.tables.AttemptRow.Ending;
import org.dashsweep.jobs.tables.AttemptStore;
import org.dashsweep.jobs.tables.ResultStore;
import org.dashsweep.jobs.tables.SampleTrials;
import org.dashsweep.jobs.tables.TrialRow;
import org.dashsweep.trial.FailureClass;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AttemptLogTest {
  private static final AttemptRow.Place PLACE =
      new AttemptRow.Place("app-1", "7", "worker-1", 4711, "cpu");
  private static final AttemptRow.End FAILED =
      new AttemptRow.End(
          Instant.parse("2026-03-01T12:00:00.123456789Z"),
          Ending.FAILED,
          FailureClass.OUT_OF_MEMORY,
          "no 3 GB left");

  private final AttemptStore store;

  AttemptLogTest(@TempDir Path directory) throws IOException {
    store = new AttemptStore(ResultStore.open(directory.toString(), new Configuration()));
  }

  @Test
  void whatAnAttemptWroteTheNextOneReads() throws IOException {
    AttemptRow first = open(0).start(PLACE, 0, 16);
    assertThat(store.read("a1")).containsExactly(first);
    assertThat(first.attempt()).isEqualTo(1);
    assertThat(first.end()).isNull();

    AttemptLog second = open(0);
    second.start(PLACE, 40, null);
    second.end(FAILED);
    assertThat(store.read("a1"))
        .extracting(AttemptRow::attempt, AttemptRow::fromUpdate, AttemptRow::isLost)
        .containsExactly(tuple(1, 0, true), tuple(2, 40, false));
    assertThat(store.read("a1").get(1).end()).isEqualTo(FAILED);
    assertThat(open(0).latest()).isEqualTo(2);
    assertThat(against(0)).containsExactly(1);
  }

  @Test
  void onlyAttemptsSinceTheTrialsLastRowTellAgainstIt() throws IOException {
    for (int i = 0; i < 3; i++) {
      open(0).start(PLACE, 0, null);
    }
    assertThat(against(0)).hasSize(3);
    AttemptLog next = open(3);
    assertThat(next.against("app-1", 0)).isEmpty();
    assertThat(next.start(PLACE, 0, null).attempt()).isEqualTo(4);
    assertThat(open(3).against("app-1", 0)).extracting(AttemptRow::attempt).containsExactly(4);
  }

  @Test
  void anAttemptThatGotFurtherTellsNothing() throws IOException {
    open(0).start(PLACE, 0, null);
    open(0).start(PLACE, 0, null);
    open(0).start(PLACE, 40, null);
    assertThat(against(0)).containsExactly(1, 2);
    assertThat(against(40)).containsExactly(3);
    assertThat(against(90)).isEmpty();
    assertThat(open(0).wasJustLost("app-1")).isTrue();
  }

  /** Its executors are ended with it. */
  @Test
  void theDeathOfAnApplicationTellsNothingUnlessItIsTheTrialsProcess() throws IOException {
    open(0).start(PLACE, 0, null);
    assertThat(open(0).against("app-2", 0)).isEmpty();
    assertThat(open(0).wasJustLost("app-2")).isFalse();
    open(0).start(new AttemptRow.Place("local-1", "driver", "here", 4711, "cpu"), 0, null);
    assertThat(open(0).against("app-2", 0)).extracting(AttemptRow::attempt).containsExactly(2);
  }

  @Test
  void aGpuThatFailedTellsAgainstTheTrialWhoeverRanIt() throws IOException {
    AttemptLog log = open(0);
    log.start(PLACE, 0, null);
    log.end(new AttemptRow.End(Instant.now(), Ending.FAILED, FailureClass.DEVICE, "ECC"));
    assertThat(open(0).against("app-2", 0)).hasSize(1);
    assertThat(open(0).against("app-2", 8)).isEmpty();
  }

  @Test
  void anAttemptThatWasAskedToStopIsNotLost() throws IOException {
    AttemptLog log = open(0);
    log.start(PLACE, 0, null);
    log.end(new AttemptRow.End(Instant.now(), Ending.INTERRUPTED, null, "stopped"));
    assertThat(against(0)).isEmpty();
    assertThat(open(0).latest()).isEqualTo(1);
  }

  @Test
  void aProcessThatDiesBeforeTheTrialsRowIsLostWithIt() throws IOException {
    AttemptLog log = open(0);
    log.start(PLACE, 0, null);
    log.end(new AttemptRow.End(Instant.now(), Ending.SUCCEEDED, null, null));
    assertThat(against(0)).containsExactly(1);
    AttemptLog after = open(1);
    assertThat(after.against("app-1", 0)).isEmpty();
    assertThat(after.committedBy("app-1")).isTrue();
    assertThat(after.committedBy("app-2")).isFalse();
  }

  @Test
  void theMicroBatchIsWhatMemoryHadRoomFor() throws IOException {
    AttemptLog log = open(0);
    assertThat(log.microBatchSize(16)).isEqualTo(16);
    log.start(PLACE, 0, 16);
    log.end(FAILED);
    assertThat(open(0).microBatchSize(16)).isEqualTo(8);
    assertThat(open(1).microBatchSize(16)).as("the next run tries again").isEqualTo(16);
  }

  @Test
  void anAttemptThatWasGivenUpWritesNothingMore() throws IOException {
    AttemptLog cutOff = open(0);
    cutOff.start(PLACE, 0, null);
    assertThat(cutOff.isCurrent()).isTrue();
    AttemptLog next = open(0);
    AttemptRow second = next.start(PLACE, 0, null);
    assertThat(cutOff.isCurrent()).isFalse();
    assertThatExceptionOfType(TaskKilledException.class).isThrownBy(() -> cutOff.end(FAILED));
    assertThatExceptionOfType(TaskKilledException.class).isThrownBy(cutOff::requireCurrent);
    assertThatExceptionOfType(TaskKilledException.class)
        .isThrownBy(() -> cutOff.start(PLACE, 0, null));
    assertThat(store.read("a1")).hasSize(2).contains(second);
    next.end(FAILED);
  }

  private List<Integer> against(int fromUpdate) throws IOException {
    return open(0).against("app-1", fromUpdate).stream().map(AttemptRow::attempt).toList();
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
        row.outcome(),
        attempts,
        row.host(),
        row.startedAt(),
        row.finishedAt(),
        row.software(),
        row.modelFingerprint(),
        row.dataFingerprint(),
        row.evaluationFingerprint(),
        row.floor(),
        row.exploredBy());
  }
}
