package org.dashsweep.jobs.run.driver;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.dashsweep.file.ProcessIdentity;
import org.dashsweep.jobs.run.executor.ExecutorPlace;
import org.dashsweep.jobs.storage.ControlFile;
import org.dashsweep.jobs.tables.ResultStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps other drivers off an output directory while this one runs. The lease is a file that names
 * the holder and is written again every few seconds. A file that is not renewed is a crashed
 * driver's and is taken over. If the driver ran on this machine and its process is gone, that
 * happens at once.
 *
 * <p>Where there is no file, one of several drivers creates it. The lease relies on only one
 * feature of the file system: a file is read as it was last written. A writer reads the file back
 * after a pause, and holders do so before each renewal. Clocks alone decide nothing: a lease that
 * looks expired is watched for a while first. If it is renewed meanwhile, it is its holder's.
 *
 * <p>A holder that cannot reach the storage keeps its lease until it finds another's there. Perhaps
 * nobody else can reach the storage either.
 */
public final class Lease implements AutoCloseable {
  /** Its file in the output directory. */
  public static final String FILE = "lease.json";

  private static final Logger LOGGER = LoggerFactory.getLogger(Lease.class);
  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofDays(365);
  private static final Duration PAUSE = Duration.ofMillis(500);

  /** Number of renewals within the time to live. */
  private static final int RENEWALS = 6;

  /**
   * Divisor of the time to live: a lease that looks expired is watched for this part, which
   * includes one renewal at least.
   */
  private static final int WATCHES = 4;

  private final ResultStore store;
  private final Holder self;
  private final Runnable onLoss;
  private final ScheduledExecutorService thread;

  private volatile @Nullable HeldException lost;

  private Lease(ResultStore store, Holder self, Runnable onLoss) {
    this.store = store;
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
   * The holder of the lease.
   *
   * @param user at a host
   * @param process of the driver
   * @param token of this very run
   * @param startedAt in ISO 8601
   * @param renewedAt in ISO 8601
   * @param timeToLiveSeconds after which a lease that is not renewed is void
   */
  record Holder(
      String user,
      ProcessIdentity process,
      String sweep,
      String token,
      String startedAt,
      String renewedAt,
      long timeToLiveSeconds) {
    Holder {
      ControlFile.present("user", user);
      ControlFile.present("process", process);
      ControlFile.present("sweep", sweep);
      ControlFile.present("token", token);
      ControlFile.time("startedAt", startedAt);
      ControlFile.time("renewedAt", renewedAt);
      requireTimeToLive(Duration.ofSeconds(timeToLiveSeconds));
    }

    static Holder self(String sweep, Duration timeToLive) {
      String now = Instant.now().toString();
      return new Holder(
          System.getProperty("user.name") + "@" + ExecutorPlace.host(),
          ProcessIdentity.current(),
          sweep,
          UUID.randomUUID().toString(),
          now,
          now,
          timeToLive.toSeconds());
    }

    Holder renewed(Instant now) {
      return new Holder(user, process, sweep, token, startedAt, now.toString(), timeToLiveSeconds);
    }

    Duration timeToLive() {
      return Duration.ofSeconds(timeToLiveSeconds);
    }

    /** Returns whether the holder looks alive; a holder whose clock is far ahead does not. */
    boolean looksAlive(Instant now, Duration timeToLive) {
      Duration age = Duration.between(Instant.parse(renewedAt), now).abs();
      return age.compareTo(timeToLive) < 0;
    }

    boolean isSame(Holder other) {
      return token.equals(other.token);
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%s (process %d, sweep %s, since %s, last heard of at %s)",
          user,
          process.id(),
          sweep,
          startedAt,
          renewedAt);
    }
  }

  /** Another driver is at work in the output directory. */
  public static final class HeldException extends IOException {
    HeldException(ResultStore store, Holder holder, Duration timeToLive) {
      super(
          String.format(
              Locale.ROOT,
              "%s is in use by %s; wait for its end, or stop it."
                  + " One that was killed is taken over after %d s (--lease-timeout)",
              store.directory(),
              holder,
              timeToLive.toSeconds()));
    }
  }

  /**
   * Takes the lease.
   *
   * @param sweep name of the sweep
   * @param timeToLive after which a lease that is not renewed is void; a holder's longer one counts
   *     for that holder
   * @param onLoss is called, again and again until this is closed, if another driver has taken the
   *     lease
   * @throws HeldException if another driver holds it
   * @throws IllegalArgumentException if {@code timeToLive} is too short; the message is for the
   *     user
   */
  public static Lease take(ResultStore store, String sweep, Duration timeToLive, Runnable onLoss)
      throws IOException {
    requireTimeToLive(timeToLive);
    Holder self = Holder.self(sweep, timeToLive);
    Optional<Holder> before = read(store);
    if (before.isPresent()) {
      requireExpired(store, before.get(), longer(timeToLive, before.get().timeToLive()));
      LOGGER.warn("Took the lease of {} over", before.get());
      write(store, self);
    } else if (!store.output().writeNew(FILE, ControlFile.write(self))) {
      Holder first = read(store).orElse(self);
      throw new HeldException(store, first, first.timeToLive());
    }
    pause(PAUSE);
    Holder after = read(store).orElse(self);
    if (!after.isSame(self)) {
      throw new HeldException(store, after, after.timeToLive());
    }
    Lease lease = new Lease(store, self, onLoss);
    long period = timeToLive.toMillis() / RENEWALS;
    // The future is not needed: renew lets nothing out, so the task never stops by itself.
    var unused =
        lease.thread.scheduleAtFixedRate(lease::renew, period, period, TimeUnit.MILLISECONDS);
    return lease;
  }

  /**
   * Refuses a time in which no lease can be renewed.
   *
   * @throws IllegalArgumentException the message is for the user
   */
  public static void requireTimeToLive(Duration timeToLive) {
    if (timeToLive.compareTo(SHORTEST) < 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "--lease-timeout %d s: must be at least %d s",
              timeToLive.toSeconds(),
              SHORTEST.toSeconds()));
    }
    if (timeToLive.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "--lease-timeout %d s: must be at most %d days",
              timeToLive.toSeconds(),
              LONGEST.toDays()));
    }
  }

  private static void requireExpired(ResultStore store, Holder holder, Duration timeToLive)
      throws IOException {
    if (holder.process().hasEnded()) {
      return;
    }
    if (holder.looksAlive(Instant.now(), timeToLive)) {
      throw new HeldException(store, holder, timeToLive);
    }
    // Its clock may be another.
    long end = System.nanoTime() + timeToLive.dividedBy(WATCHES).toNanos();
    while (System.nanoTime() < end) {
      pause(PAUSE.dividedBy(2));
      Optional<Holder> now = read(store);
      if (now.isEmpty()) {
        return;
      }
      if (!now.get().equals(holder)) {
        throw new HeldException(store, now.get(), longer(timeToLive, now.get().timeToLive()));
      }
    }
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? other : one;
  }

  /**
   * Returns whether a driver seems to be at work in an output directory, as far as its clock tells.
   */
  public static boolean isHeld(ResultStore store, Instant now) throws IOException {
    return read(store)
        .filter(holder -> !holder.process().hasEnded())
        .filter(holder -> holder.looksAlive(now, holder.timeToLive()))
        .isPresent();
  }

  /**
   * Lets a run go on that still holds the lease.
   *
   * @throws HeldException if another driver has taken it all the same
   */
  public void require() throws HeldException {
    HeldException loss = lost;
    if (loss != null) {
      throw loss;
    }
  }

  private void renew() {
    try {
      if (lost == null) {
        Optional<Holder> holder = read(store);
        if (holder.isEmpty() || holder.get().isSame(self)) {
          write(store, self.renewed(Instant.now()));
          return;
        }
        LOGGER.error("The lease of {} was taken by {}", store.directory(), holder.get());
        lost = new HeldException(store, holder.get(), holder.get().timeToLive());
      }
      // Each time: what it stops may only be about to start.
      onLoss.run();
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
      if (holder.isPresent() && holder.get().isSame(self)) {
        store.deleteFile(FILE);
      }
    } catch (IOException | RuntimeException e) {
      LOGGER.warn("Cannot give back the lease of {}", store.directory(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void pause(Duration time) {
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  static void write(ResultStore store, Holder holder) throws IOException {
    store.writeFile(FILE, ControlFile.write(holder));
  }

  private static Optional<Holder> read(ResultStore store) throws IOException {
    Optional<byte[]> content = store.readFile(FILE);
    if (content.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        ControlFile.parse(
            store.directory() + "/" + FILE,
            content.get(),
            Holder.class,
            "delete it if no run is at work there"));
  }
}
