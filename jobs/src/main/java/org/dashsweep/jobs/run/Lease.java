package org.dashsweep.jobs.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.dashsweep.jobs.table.ResultStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps other drivers off an output directory while this one runs: a file that names the holder and
 * is written again every few seconds. One that is not is a crashed driver's and is taken over.
 *
 * <p>No file system feature is relied on but that a file is read as it was last written: whoever
 * writes the file reads it back after a pause, and so do holders before each renewal. Machines
 * whose clocks differ by more than the time to live would take each other's lease.
 */
public final class Lease implements AutoCloseable {
  /** Its file in the output directory. */
  public static final String FILE = "lease.json";

  private static final Logger LOGGER = LoggerFactory.getLogger(Lease.class);
  private static final Duration PAUSE = Duration.ofMillis(500);

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          // A newer version may say more.
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private final ResultStore store;
  private final Holder self;
  private final Runnable onLoss;
  private final Duration timeToLive;
  private final ScheduledExecutorService thread;

  private volatile @Nullable HeldException lost;

  private Lease(ResultStore store, Holder self, Duration timeToLive, Runnable onLoss) {
    this.store = store;
    this.timeToLive = timeToLive;
    this.self = self;
    this.onLoss = onLoss;
    this.thread =
        Executors.newSingleThreadScheduledExecutor(
            runnable -> {
              Thread daemon = new Thread(runnable, "lease");
              daemon.setDaemon(true);
              return daemon;
            });
  }

  /**
   * Who holds the lease.
   *
   * @param user at a host
   * @param processId of the driver
   * @param token of this very run
   * @param startedAt in ISO 8601
   * @param renewedAt in ISO 8601
   */
  record Holder(
      String user, long processId, String sweep, String token, String startedAt, String renewedAt) {
    Holder renewed(Instant now) {
      return new Holder(user, processId, sweep, token, startedAt, now.toString());
    }

    boolean alive(Instant now, Duration timeToLive) {
      return Instant.parse(renewedAt).plus(timeToLive).isAfter(now);
    }

    @Override
    public String toString() {
      return "%s (process %d, sweep %s, since %s, last heard of at %s)"
          .formatted(user, processId, sweep, startedAt, renewedAt);
    }
  }

  /** Another driver is at work in the output directory. */
  public static final class HeldException extends IOException {
    HeldException(ResultStore store, Holder holder, Duration timeToLive) {
      super(
          ("%s is in use by %s; wait for its end, or stop it."
                  + " One that was killed is taken over after %d s (--lease-timeout)")
              .formatted(store.directory(), holder, timeToLive.toSeconds()));
    }
  }

  /**
   * Takes the lease.
   *
   * @param sweep name of the sweep
   * @param timeToLive after which a lease that is not renewed counts for nothing
   * @param onLoss is called if another driver has taken it all the same
   * @throws HeldException if another driver holds it
   */
  public static Lease take(ResultStore store, String sweep, Duration timeToLive, Runnable onLoss)
      throws IOException {
    Instant now = Instant.now();
    Optional<Holder> before = read(store);
    if (before.isPresent() && before.get().alive(now, timeToLive)) {
      throw new HeldException(store, before.get(), timeToLive);
    }
    before.ifPresent(holder -> LOGGER.warn("Took the lease of {} over", holder));
    Holder self =
        new Holder(
            System.getProperty("user.name") + "@" + ExecutorPlace.host(),
            ProcessHandle.current().pid(),
            sweep,
            UUID.randomUUID().toString(),
            now.toString(),
            now.toString());
    write(store, self);
    pause();
    Holder after = read(store).orElse(self);
    if (!after.token().equals(self.token())) {
      throw new HeldException(store, after, timeToLive);
    }
    Lease lease = new Lease(store, self, timeToLive, onLoss);
    long period = Math.max(100, timeToLive.toMillis() / 6);
    // The future is not needed: renew lets nothing out, so the task never stops by itself.
    var unused =
        lease.thread.scheduleAtFixedRate(lease::renew, period, period, TimeUnit.MILLISECONDS);
    return lease;
  }

  /** What to tell the user if another driver has taken the lease all the same. */
  public Optional<HeldException> lost() {
    return Optional.ofNullable(lost);
  }

  private void renew() {
    try {
      Optional<Holder> holder = read(store);
      if (holder.isPresent() && !holder.get().token().equals(self.token())) {
        LOGGER.error("The lease of {} was taken by {}", store.directory(), holder.get());
        lost = new HeldException(store, holder.get(), timeToLive);
        thread.shutdown();
        onLoss.run();
        return;
      }
      write(store, self.renewed(Instant.now()));
    } catch (IOException | RuntimeException e) {
      LOGGER.warn("Cannot renew the lease of {}", store.directory(), e);
    }
  }

  /** Gives the lease back, if it is still this one's. */
  @Override
  public void close() {
    if (thread.isShutdown()) {
      return;
    }
    thread.shutdown();
    try {
      if (!thread.awaitTermination(10, TimeUnit.SECONDS)) {
        LOGGER.warn("The lease's renewal did not end within 10 s");
      }
      Optional<Holder> holder = read(store);
      if (holder.isPresent() && holder.get().token().equals(self.token())) {
        store.deleteFile(FILE);
      }
    } catch (IOException | RuntimeException e) {
      LOGGER.warn("Cannot give back the lease of {}", store.directory(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void write(ResultStore store, Holder holder) throws IOException {
    store.writeFile(FILE, JSON.writeValueAsBytes(holder));
  }

  private static Optional<Holder> read(ResultStore store) throws IOException {
    Optional<byte[]> content = store.readFile(FILE);
    if (content.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(JSON.readValue(content.get(), Holder.class));
    } catch (JsonProcessingException e) {
      throw new IOException(
          "%s/%s is not what a run writes; delete it".formatted(store.directory(), FILE), e);
    }
  }
}
