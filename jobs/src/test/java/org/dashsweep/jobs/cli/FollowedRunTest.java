package org.dashsweep.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.dashsweep.jobs.run.driver.Lease;
import org.dashsweep.jobs.run.driver.RunState;
import org.dashsweep.jobs.tables.ResultStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Another process's run, of which each look at the clock writes the next state. */
final class FollowedRunTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  private final Path directory;
  private final Deque<String> states = new ConcurrentLinkedDeque<>();
  private final StringWriter text = new StringWriter();
  private Instant now = NOON;

  FollowedRunTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void everyTrialThatEndsIsShownOnceUntilTheRunEnds() throws Exception {
    states.add(state(1, 12, List.of("one"), false));
    states.add(state(1, 24, List.of("one"), false));
    states.add(state(3, 36, List.of("one", "two", "three"), true));
    follow();
    assertThat(text.toString().lines().filter(line -> line.startsWith("done ")).toList())
        .containsExactly(
            "done    one: accuracy 0.5000 in 2 s",
            "done    two: accuracy 0.5000 in 2 s",
            "done    three: accuracy 0.5000 in 2 s");
    assertThat(text.toString())
        .contains(
            "1 of 3 done, 1 running", "        lora: step 3 of 10, loss 0.500, 1,000 tokens/s")
        .endsWith("The run of sweep small ended at %s: 3 of 3 done%n".formatted(NOON));
    assertThat(states).isEmpty();
  }

  @Test
  void aDriverThatDiedIsNotWaitedFor() throws Exception {
    states.add(state(1, 12, List.of(), false));
    states.add(state(1, 24, List.of(), false));
    write();
    now = NOON.plus(RunState.ALIVE);
    follow();
    assertThat(text.toString())
        .contains("Nothing has been heard of the run of sweep small since " + NOON);
  }

  @Test
  void aDriverThatHoldsTheDirectoryIsWaitedFor() throws Exception {
    states.add(state(1, 12, List.of(), false));
    states.add(state(1, 12, List.of(), false));
    states.add(state(3, 36, List.of(), true));
    now = NOON.plus(RunState.ALIVE);
    Files.writeString(
        directory.resolve(Lease.FILE),
        """
        {"user":"me@there","process":{"machine":"elsewhere","id":17,"startedAt":null},
         "sweep":"small","token":"t","startedAt":"%s","renewedAt":"%s","timeToLiveSeconds":60}\
        """
            .formatted(NOON, NOON.plusSeconds(50)));
    follow();
    assertThat(text.toString())
        .contains("The run of sweep small ended at " + NOON)
        .doesNotContain("run it again");
  }

  @Test
  void whatCannotBeReadForAWhileIsReadAgain() throws Exception {
    states.add(state(1, 12, List.of(), false));
    states.add("{}");
    states.add(state(3, 36, List.of(), true));
    CompletableFuture<Void> mended =
        CompletableFuture.runAsync(
            () -> {
              while (states.size() != 1) {
                Thread.onSpinWait();
              }
              write();
            },
            CompletableFuture.delayedExecutor(200, TimeUnit.MILLISECONDS));
    follow();
    mended.join();
    assertThat(text.toString()).contains("The run of sweep small ended at " + NOON);
  }

  @Test
  void thereMayBeNothingToFollow() throws Exception {
    assertThat(followed(Duration.ofMillis(3)).show(new PrintWriter(text))).isFalse();
    assertThat(text.toString()).startsWith("Waiting for a run in ").hasLineCount(1);
  }

  @Test
  void aRunThatHasNotWrittenItsStateIsWaitedFor() throws Exception {
    states.add(state(3, 36, List.of(), true));
    CompletableFuture<Void> written =
        CompletableFuture.runAsync(
            this::write, CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS));
    assertThat(followed(Duration.ofMinutes(5)).show(new PrintWriter(text))).isTrue();
    written.join();
    assertThat(text.toString())
        .startsWith("Waiting for a run in ")
        .contains("The run of sweep small ended at " + NOON);
  }

  private FollowedRun followed(Duration patience) throws IOException {
    return new FollowedRun(
        store(), Duration.ofMillis(1), Duration.ofMinutes(5), patience, () -> NOON);
  }

  private void follow() throws IOException, InterruptedException {
    write();
    new FollowedRun(
            store(),
            Duration.ofMillis(1),
            Duration.ofMinutes(5),
            Duration.ZERO,
            () -> {
              if (!states.isEmpty()) {
                write();
              }
              return now;
            })
        .show(new PrintWriter(text));
  }

  private void write() {
    try {
      Files.writeString(directory.resolve(RunState.FILE), states.remove());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private ResultStore store() throws IOException {
    return ResultStore.open(directory.toString(), new Configuration());
  }

  private static String state(int done, int seconds, List<String> endedTrials, boolean ended) {
    String lines =
        String.join(
            ",",
            endedTrials.stream()
                .map(
                    label ->
                        """
                        {"trialId":"%s","label":"%s","elapsedSeconds":2,"status":"SUCCEEDED",
                         "metric":"accuracy","value":0.5,"step":0}\
                        """
                            .formatted(label, label))
                .toList());
    String running =
        """
        {"trialId":"x","label":"lora","host":"h","startedAt":"%s","phase":"TRAINING","step":3,
         "totalSteps":10,"loss":0.5,"tokensPerSecond":1000,"residentBytes":0,"silentSeconds":1}\
        """
            .formatted(NOON);
    return """
    {"sweep":"small","cells":3,"done":%d,"failed":0,"stopped":0,"elapsedSeconds":%d,
     "running":[%s],"endedCount":%d,"lastEnded":[%s],"droppedEvents":0,"updatedAt":"%s",
     "ended":%s}\
    """
        .formatted(done, seconds, ended ? "" : running, endedTrials.size(), lines, NOON, ended);
  }
}
