package org.dashsweep.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.dashsweep.jobs.table.ResultStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LeaseTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  private final Path directory;
  private final Path file;
  private final ResultStore store;

  LeaseTest(@TempDir Path directory) throws IOException {
    this.directory = directory;
    file = directory.resolve(Lease.FILE);
    store = ResultStore.open(directory.toString(), new Configuration());
  }

  @Test
  void aSecondDriverIsToldWhoHoldsIt() throws IOException {
    try (Lease lease = Lease.take(store, "glue", LONG, () -> {})) {
      assertThat(lease.lost()).isEmpty();
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
    leftBehind("glue");
    Duration timeToLive = Duration.ofSeconds(2);
    while (true) {
      try (Lease mine = Lease.take(store, "glue", timeToLive, () -> {})) {
        assertThat(mine.lost()).isEmpty();
        // Held for longer than it lives without renewal.
        Thread.sleep(3_000);
        assertThatExceptionOfType(Lease.HeldException.class)
            .isThrownBy(() -> Lease.take(store, "glue", timeToLive, () -> {}));
        return;
      } catch (Lease.HeldException e) {
        Thread.sleep(200);
      }
    }
  }

  @Test
  void aHolderNoticesThatItWasTaken() throws IOException, InterruptedException {
    CountDownLatch noticed = new CountDownLatch(1);
    try (Lease lease = Lease.take(store, "glue", Duration.ofSeconds(2), noticed::countDown)) {
      // As one that was suspended for longer than the lease lives would find it.
      leftBehind("other");
      assertThat(noticed.await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(lease.lost().orElseThrow()).hasMessageContaining("sweep other");
    }
    assertThat(file).content().as("it is not this one's to give back").contains("other");
  }

  /** The file of a driver that was killed. */
  private void leftBehind(String sweep) throws IOException {
    Path elsewhere = Files.createTempDirectory(directory, "elsewhere");
    ResultStore its = ResultStore.open(elsewhere.toString(), new Configuration());
    Lease lease = Lease.take(its, sweep, LONG, () -> {});
    Files.copy(elsewhere.resolve(Lease.FILE), file, StandardCopyOption.REPLACE_EXISTING);
    lease.close();
  }
}
