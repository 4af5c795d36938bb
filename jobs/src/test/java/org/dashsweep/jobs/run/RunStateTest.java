package org.dashsweep.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.dashsweep.jobs.table.ResultStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunStateTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  @Test
  void whatARunWritesIsReadBack(@TempDir Path directory) throws IOException {
    ResultStore store = ResultStore.open(directory.toString(), new Configuration());
    assertThat(RunState.read(store)).isEmpty();
    RunState state = state(false);
    state.write(store);
    assertThat(RunState.read(store)).contains(state);
  }

  @Test
  void aRunThatFallsSilentIsNotAlive() {
    assertThat(state(false).isAlive(NOON.plusSeconds(20))).isTrue();
    assertThat(state(false).isAlive(NOON.plusSeconds(61))).isFalse();
    assertThat(state(true).isAlive(NOON.plusSeconds(20))).isFalse();
  }

  @Test
  void anotherFileOfThatNameIsAnErrorThatNamesIt(@TempDir Path directory) throws IOException {
    Files.writeString(directory.resolve(RunState.FILE), "{}");
    ResultStore store = ResultStore.open(directory.toString(), new Configuration());
    assertThatIOException()
        .isThrownBy(() -> RunState.read(store))
        .withMessageContaining(directory.resolve(RunState.FILE).toString());
  }

  private static RunState state(boolean ended) {
    return new RunState(
        "small",
        List.of("a", "b"),
        List.of(new RunState.Running("b", "lora", "host", NOON.toString(), "TRAINING", 3, 10)),
        NOON.toString(),
        ended);
  }
}
