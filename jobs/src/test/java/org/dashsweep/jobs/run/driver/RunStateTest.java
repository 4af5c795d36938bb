package org.dashsweep.jobs.run.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.dashsweep.jobs.progress.ProgressSnapshot;
import org.dashsweep.jobs.tables.ResultStore;
import org.dashsweep.trial.TrialListener;
import org.dashsweep.trial.TrialStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RunStateTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private static final Duration LONG = Duration.ofMinutes(5);

  private final Path directory;
  private final ResultStore store;
  private final RunStateWriter writer;

  RunStateTest(@TempDir Path directory) throws IOException {
    this.directory = directory;
    this.store = ResultStore.open(directory.toString(), new Configuration());
    this.writer =
        new RunStateWriter(
            store, "small", List.of("a", "b"), () -> 7, Duration.ofMinutes(20), () -> NOON);
  }

  @Test
  void whatADriverShowsOthersReadBack() throws IOException {
    assertThat(RunState.read(store)).isEmpty();
    assertThat(RunTrials.read(store)).isEmpty();
    ProgressSnapshot shown = snapshot(1, List.of(ended("done", TrialStatus.SUCCEEDED)));
    writer.show(shown);
    RunState state = RunState.read(store).orElseThrow();
    assertThat(state.snapshot(0, LONG)).isEqualTo(shown);
    assertThat(state.sweep()).isEqualTo("small");
    assertThat(state.droppedEvents()).isEqualTo(7);
    assertThat(RunTrials.read(store)).contains(List.of("a", "b"));
  }

  @Test
  void itIsWrittenEveryTwoSecondsHoweverMuchHappens() throws IOException {
    writer.show(snapshot(1, List.of()));
    writer.show(snapshot(2, List.of(ended("one", TrialStatus.SUCCEEDED))));
    assertThat(RunState.read(store).orElseThrow().endedCount()).isZero();
    writer.show(snapshot(3, List.of(ended("two", TrialStatus.FAILED))));
    RunState state = RunState.read(store).orElseThrow();
    assertThat(state.snapshot(0, LONG).ended())
        .extracting(ProgressSnapshot.Ended::label)
        .containsExactly("one", "two");
    assertThat(state.snapshot(1, LONG).ended())
        .extracting(ProgressSnapshot.Ended::label)
        .containsExactly("two");
  }

  @Test
  void itDoesNotGrowWithTheTrialsThatEnded() throws IOException {
    List<ProgressSnapshot.Ended> many = new ArrayList<>();
    IntStream.range(0, 1000).forEach(i -> many.add(ended("t" + i, TrialStatus.SUCCEEDED)));
    writer.finish(snapshot(1, many));
    RunState state = RunState.read(store).orElseThrow();
    assertThat(state.endedCount()).isEqualTo(1000);
    assertThat(state.lastEnded()).hasSize(RunState.MOST_ENDED);
    assertThat(state.snapshot(998, LONG).ended())
        .extracting(ProgressSnapshot.Ended::label)
        .containsExactly("t998", "t999");
    assertThat(state.running()).isEmpty();
  }

  @Test
  void aRunThatFallsSilentIsNotAlive() throws IOException {
    writer.show(snapshot(1, List.of()));
    RunState state = RunState.read(store).orElseThrow();
    assertThat(state.isAlive(NOON.plusSeconds(20))).isTrue();
    assertThat(state.isAlive(NOON.plusSeconds(61))).isFalse();
    writer.finish(snapshot(2, List.of()));
    assertThat(RunState.read(store).orElseThrow().isAlive(NOON.plusSeconds(20))).isFalse();
  }

  @Test
  void whoReadsSaysWhenATrialIsStalled() throws IOException {
    writer.show(snapshot(1, List.of()));
    RunState state = RunState.read(store).orElseThrow();
    assertThat(state.snapshot(0, Duration.ofSeconds(4)).running().get(0).stalled()).isFalse();
    assertThat(state.snapshot(0, Duration.ofSeconds(3)).running().get(0).stalled()).isTrue();
    assertThat(state.stalledAfter(Duration.ofSeconds(4))).isEqualTo(Duration.ofSeconds(4));
    assertThat(state.stalledAfter(null)).as("the run's own").isEqualTo(Duration.ofMinutes(20));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{}",
        "{\"sweep\":\"s\"",
        "no JSON",
        "sweep: null",
        "cells: null",
        "cells: 99999999999",
        "cells: 1.5",
        "cells: \"many\"",
        "running: null",
        "running: [null]",
        "running: [{}]",
        "running: 7",
        "lastEnded: [null]",
        "lastEnded: [{\"status\":\"GREAT\"}]",
        "updatedAt: null",
        "updatedAt: \"noon\"",
        "updatedAt: \"+1000000000-12-31T23:59:59.999999999Z\"",
        "ended: null"
      })
  void whatNoRunWritesIsAnErrorOfOneLineThatNamesTheFile(String content) throws IOException {
    Path file = directory.resolve(RunState.FILE);
    writer.show(snapshot(1, List.of(ended("done", TrialStatus.SUCCEEDED))));
    Files.writeString(file, replaced(Files.readString(file), content));
    assertThatIOException()
        .isThrownBy(() -> RunState.read(store))
        .withMessageContaining(file.toString())
        .withMessageEndingWith("delete it")
        .satisfies(thrown -> assertThat(thrown.getMessage()).hasLineCount(1));
  }

  /** JSON with another value of a property, or, where none is named, something else altogether. */
  private static String replaced(String json, String content) throws IOException {
    String[] parts = content.split(": ", 2);
    if (parts.length < 2) {
      return content;
    }
    JsonMapper mapper = new JsonMapper();
    ObjectNode node = (ObjectNode) mapper.readTree(json);
    assertThat(node.has(parts[0])).isTrue();
    return mapper.writeValueAsString(node.putRawValue(parts[0], new RawValue(parts[1])));
  }

  private static ProgressSnapshot snapshot(int second, List<ProgressSnapshot.Ended> ended) {
    return new ProgressSnapshot(
        5,
        2,
        0,
        0,
        Duration.ofSeconds(second),
        Duration.ofSeconds(30),
        List.of(
            new ProgressSnapshot.Running(
                "b",
                "lora",
                "host",
                NOON,
                TrialListener.Phase.EVALUATING,
                new ProgressSnapshot.Updates(3, 10, 0.5, 1000, null),
                new ProgressSnapshot.Evaluation(4, 9),
                1 << 30,
                Duration.ofSeconds(3),
                false)),
        ended,
        List.of());
  }

  private static ProgressSnapshot.Ended ended(String label, TrialStatus status) {
    boolean failed = status == TrialStatus.FAILED;
    return new ProgressSnapshot.Ended(
        label,
        label,
        Duration.ofSeconds(1),
        status,
        failed ? null : "accuracy",
        failed ? Double.NaN : 0.5,
        0,
        failed ? "DIVERGED" : null);
  }
}
