package org.dashsweep.jobs.serve;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.dashsweep.jobs.progress.ProgressSnapshot;
import org.dashsweep.jobs.progress.ProgressText;
import org.dashsweep.jobs.run.driver.RunState;
import org.dashsweep.jobs.storage.StorageAddress;
import org.dashsweep.jobs.tables.ResultStore;
import org.dashsweep.jobs.tables.TableSnapshot;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A report that follows the tables while somebody looks at it. Each look may have the report
 * written anew, in a thread of its own, if the tables have changed since. The time between two
 * reports is at least {@link #PAUSE}, and four times what the last one took.
 */
final class LiveReport implements AutoCloseable {
  /** Time between two looks at the tables. */
  static final Duration PAUSE = Duration.ofSeconds(5);

  private static final Logger LOGGER = LoggerFactory.getLogger(LiveReport.class);
  private static final int LOOKS_PER_REPORT = 4;

  private final ResultStore store;
  private final ReportWriter writer;
  private final String page;
  private final InstantSource clock;
  private final AtomicBoolean updating = new AtomicBoolean();
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          runnable -> {
            Thread daemon = new Thread(runnable, "live report");
            daemon.setDaemon(true);
            return daemon;
          });

  private volatile Written written = new Written("", "", EndedTrials.NONE, null);
  private volatile Instant nextLook = Instant.MIN;

  /**
   * The tables' state at the latest look.
   *
   * @param tables their state
   * @param revision of the report's page: the state that it was written from, or empty if there is
   *     no page
   * @param problem that kept the report from being written, or null
   */
  private record Written(
      String tables, String revision, EndedTrials ended, @Nullable String problem) {}

  /**
   * @param page the report's page, relative to the output directory
   */
  LiveReport(ResultStore store, ReportWriter writer, String page, InstantSource clock) {
    this.store = store;
    this.writer = writer;
    this.page = page;
    this.clock = clock;
  }

  /**
   * Returns the state of run and report, and has the report written anew if that is due. Does not
   * wait for it.
   */
  LiveStatus look() {
    update();
    Written now = written;
    return LiveStatus.of(run(), now.ended, page, now.revision, updating.get(), now.problem);
  }

  private Optional<LiveStatus.Run> run() {
    try {
      Optional<RunState> read = RunState.read(store);
      if (read.isEmpty()) {
        return Optional.empty();
      }
      RunState state = read.get();
      boolean active = state.isAtWork(store, clock.instant());
      ProgressSnapshot snapshot = state.snapshot(state.endedCount(), state.stalledAfter(null));
      List<String> running =
          active ? snapshot.running().stream().map(ProgressText::running).toList() : List.of();
      return Optional.of(
          new LiveStatus.Run(
              state.sweep(),
              state.ended() ? "ended" : active ? "running" : "broken off",
              state.updatedAt(),
              snapshot.over(),
              state.cells(),
              ProgressText.overall(snapshot),
              state.elapsedSeconds(),
              active ? state.remainingSeconds() : null,
              running));
    } catch (IOException e) {
      LOGGER.warn("Cannot read the state of the run", e);
      return Optional.empty();
    }
  }

  private void update() {
    if (clock.instant().isBefore(nextLook) || !updating.compareAndSet(false, true)) {
      return;
    }
    thread.execute(
        () -> {
          Instant start = clock.instant();
          try {
            written = write();
          } finally {
            Instant end = clock.instant();
            Duration rest = Duration.between(start, end).multipliedBy(LOOKS_PER_REPORT);
            nextLook = end.plus(rest.compareTo(PAUSE) < 0 ? PAUSE : rest);
            updating.set(false);
          }
        });
  }

  private Written write() {
    Written before = written;
    try {
      String tables = TablesState.of(store);
      if (tables.equals(before.tables) && before.problem == null) {
        return before;
      }
      TableSnapshot snapshot = store.survey();
      EndedTrials ended = EndedTrials.of(snapshot.rows());
      if (ended.count() == 0) {
        return new Written(tables, "", ended, null);
      }
      writer.write();
      return new Written(tables, tables, ended, null);
    } catch (IOException | RuntimeException e) {
      LOGGER.warn("Cannot write the report", e);
      String message = StorageAddress.masked(String.valueOf(e.getMessage()));
      return new Written(before.tables, before.revision, before.ended, message);
    }
  }

  /** Waits a while for a report that is being written. */
  @Override
  public void close() {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(PAUSE.toSeconds(), TimeUnit.SECONDS)) {
        thread.shutdownNow();
      }
    } catch (InterruptedException e) {
      thread.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
