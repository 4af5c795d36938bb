package org.dashsweep.jobs.run.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.dashsweep.file.ProcessIdentity;
import org.dashsweep.jobs.tables.ResultStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LeaseTest {
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final ProcessIdentity ELSEWHERE = new ProcessIdentity("elsewhere", 17, null);

  private final Path file;
  private final ResultStore store;

  LeaseTest(@TempDir Path directory) throws IOException {
    file = directory.resolve(Lease.FILE);
    store = ResultStore.open(directory.toString(), new Configuration());
  }

  @Test
  void aSecondDriverIsToldWhoHoldsIt() throws IOException {
    try (Lease lease = Lease.take(store, "glue", LONG, () -> {})) {
      lease.require();
      assertThatExceptionOfType(Lease.HeldException.class)
          .isThrownBy(() -> Lease.take(store, "glue", LONG, () -> {}))
          .withMessageContainingAll(
              System.getProperty("user.name") + "@",
              "process " + ProcessHandle.current().pid(),
              "sweep glue",
              "taken over after 60 s");
    }
    assertThat(file).doesNotExist();
    Lease.take(store, "glue", LONG, () -> {}).close();
  }

  @Test
  void aLeaseThatIsNotRenewedIsTakenOver() throws IOException, InterruptedException {
    Duration timeToLive = Duration.ofSeconds(2);
    leftBehind(holder(ELSEWHERE, Instant.now().minusSeconds(3), timeToLive));
    try (Lease mine = Lease.take(store, "glue", timeToLive, () -> {})) {
      // Held for longer than it lives without renewal.
      Thread.sleep(3_000);
      mine.require();
      assertThatExceptionOfType(Lease.HeldException.class)
          .isThrownBy(() -> Lease.take(store, "glue", timeToLive, () -> {}));
    }
  }

  @Test
  void itsHoldersTimeoutCountsIfItIsTheLongerOne() throws IOException {
    leftBehind(holder(ELSEWHERE, Instant.now().minusSeconds(30), LONG));
    assertThatExceptionOfType(Lease.HeldException.class)
        .isThrownBy(() -> Lease.take(store, "glue", Duration.ofSeconds(1), () -> {}))
        .withMessageContaining("taken over after 60 s");
  }

  @ParameterizedTest
  @ValueSource(longs = {-3600, 3600})
  void aHolderWhoseClockIsWrongKeepsWhatItRenews(long seconds) throws Exception {
    Duration timeToLive = Duration.ofSeconds(4);
    AtomicBoolean renews = new AtomicBoolean(true);
    leftBehind(holder(ELSEWHERE, Instant.now().plusSeconds(seconds), timeToLive));
    CompletableFuture<Void> holder =
        CompletableFuture.runAsync(
            () -> {
              while (renews.get()) {
                leftBehind(holder(ELSEWHERE, Instant.now().plusSeconds(seconds), timeToLive));
              }
            });
    try {
      assertThatExceptionOfType(Lease.HeldException.class)
          .isThrownBy(() -> Lease.take(store, "glue", timeToLive, () -> {}));
    } finally {
      renews.set(false);
      holder.join();
    }
    Lease.take(store, "glue", timeToLive, () -> {}).close();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aDeadProcessOfThisMachineHoldsNothing() throws IOException, InterruptedException {
    Process process = new ProcessBuilder("true").start();
    process.waitFor();
    ProcessIdentity self = ProcessIdentity.current();
    ProcessIdentity ended = new ProcessIdentity(self.machine(), process.pid(), self.startedAt());
    leftBehind(holder(ended, Instant.now(), LONG));
    Lease.take(store, "glue", LONG, () -> {}).close();

    String earlier = Instant.parse(self.startedAt()).minusSeconds(3600).toString();
    leftBehind(
        holder(new ProcessIdentity(self.machine(), self.id(), earlier), Instant.now(), LONG));
    Lease.take(store, "glue", LONG, () -> {}).close();

    // The same number in another container.
    leftBehind(holder(new ProcessIdentity("other", process.pid(), null), Instant.now(), LONG));
    assertThatExceptionOfType(Lease.HeldException.class)
        .isThrownBy(() -> Lease.take(store, "glue", LONG, () -> {}));
  }

  @Test
  void ofSeveralAtOnceOneTakesIt() {
    List<CompletableFuture<Lease>> all =
        Stream.generate(() -> CompletableFuture.supplyAsync(this::take)).limit(4).toList();
    List<Lease> taken =
        all.stream()
            .map(future -> future.exceptionally(thrown -> null).join())
            .filter(Objects::nonNull)
            .toList();
    assertThat(taken).hasSize(1);
    taken.get(0).close();
  }

  private Lease take() {
    try {
      return Lease.take(store, "glue", LONG, () -> {});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aHolderNoticesThatItWasTaken() throws IOException, InterruptedException {
    CountDownLatch noticed = new CountDownLatch(2);
    try (Lease lease = Lease.take(store, "glue", Duration.ofSeconds(2), noticed::countDown)) {
      // As one that was suspended for longer than the lease lives would find it.
      leftBehind(holder(ELSEWHERE, Instant.now(), LONG));
      assertThat(noticed.await(20, TimeUnit.SECONDS)).as("told again and again").isTrue();
      assertThatExceptionOfType(Lease.HeldException.class)
          .isThrownBy(lease::require)
          .withMessageContaining("sweep other");
    }
    assertThat(file).content().as("it is not this one's to give back").contains("other");
  }

  @Test
  void noLeaseIsTakenForNoTime() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Lease.take(store, "glue", Duration.ZERO, () -> {}))
        .withMessage("--lease-timeout 0 s: must be at least 1 s");
    assertThat(file).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "{}",
        "[]",
        "no JSON",
        "\"timeToLiveSeconds\":9223372036854775807",
        "\"timeToLiveSeconds\":null",
        "\"timeToLiveSeconds\":-1",
        "\"renewedAt\":\"noon\"",
        "\"renewedAt\":null",
        "\"token\":null",
        "\"process\":null",
        "\"process\":{\"machine\":null,\"id\":1,\"startedAt\":\"noon\"}"
      })
  void whatNoRunWritesIsNamedWithTheRemedy(String content) throws IOException {
    leftBehind(holder(ELSEWHERE, Instant.now(), LONG));
    Files.writeString(
        file, content.startsWith("\"") ? with(Files.readString(file), content) : content);
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> Lease.take(store, "glue", LONG, () -> {}))
        .withMessageContaining(file.toString())
        .withMessageEndingWith("delete it if no run is at work there")
        .satisfies(thrown -> assertThat(thrown.getMessage()).hasLineCount(1));
  }

  /** The last of two properties of one name counts. */
  private static String with(String json, String property) {
    return json.substring(0, json.length() - 1) + "," + property + "}";
  }

  private static Lease.Holder holder(
      ProcessIdentity process, Instant renewedAt, Duration timeToLive) {
    return new Lease.Holder(
        "me@there",
        process,
        "other",
        "a token",
        "2026-01-01T12:00:00Z",
        renewedAt.toString(),
        timeToLive.toSeconds());
  }

  /** Writes the file of another driver. */
  private void leftBehind(Lease.Holder holder) {
    try {
      Lease.write(store, holder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
