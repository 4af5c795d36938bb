package org.dashsweep.jobs.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import org.dashsweep.jobs.console.PathDisplay;
import org.dashsweep.jobs.progress.ProgressSnapshot;
import org.dashsweep.jobs.progress.ProgressTerminal;
import org.dashsweep.jobs.progress.ProgressView;
import org.dashsweep.jobs.run.driver.Lease;
import org.dashsweep.jobs.run.driver.RunState;
import org.dashsweep.jobs.tables.ResultStore;
import org.jspecify.annotations.Nullable;

/**
 * Shows a run of another process as that process does, from the files it writes.
 *
 * @param interval between two looks
 * @param stalledAfter silence after which a trial counts as stalled, or null for the run's own
 *     duration
 * @param patience time to wait for a run to start
 */
record FollowedRun(
    ResultStore store,
    Duration interval,
    @Nullable Duration stalledAfter,
    Duration patience,
    InstantSource clock) {
  /**
   * Shows the run until it ends, falls silent, or this thread is interrupted.
   *
   * @return whether there was one
   */
  boolean show(PrintWriter out) throws IOException, InterruptedException {
    Optional<RunState> read = begun(out);
    ProgressView view = ProgressTerminal.view(out);
    int seen = 0;
    while (true) {
      if (read.isEmpty()) {
        return false;
      }
      RunState state = read.get();
      ProgressSnapshot snapshot = state.snapshot(seen, state.stalledAfter(stalledAfter));
      seen = state.endedCount();
      if (!state.isAtWork(store, clock.instant())) {
        view.finish(snapshot);
        out.println(last(state));
        return true;
      }
      view.show(snapshot);
      Thread.sleep(interval.toMillis());
      read = readAgain();
    }
  }

  /** A run writes its state a while after its start, as long as it keeps others off. */
  private Optional<RunState> begun(PrintWriter out) throws IOException, InterruptedException {
    Optional<RunState> read = RunState.read(store);
    long tries = patience.dividedBy(interval);
    if (read.isEmpty() && tries > 0) {
      out.println("Waiting for a run in " + PathDisplay.of(store.directory()));
      out.flush();
    }
    while (read.isEmpty() && (tries-- > 0 || Lease.isHeld(store, clock.instant()))) {
      Thread.sleep(interval.toMillis());
      read = RunState.read(store);
    }
    return read;
  }

  /** Storage may refuse for as long as a run may be silent. */
  private Optional<RunState> readAgain() throws IOException, InterruptedException {
    long tries = RunState.ALIVE.dividedBy(interval);
    while (true) {
      try {
        return RunState.read(store);
      } catch (IOException e) {
        if (tries-- <= 0) {
          throw e;
        }
        Thread.sleep(interval.toMillis());
      }
    }
  }

  private static String last(RunState state) {
    return state.ended()
        ? String.format(
            Locale.ROOT,
            "The run of sweep %s ended at %s: %d of %d done",
            state.sweep(),
            state.updatedAt(),
            state.done(),
            state.cells())
        : String.format(
            Locale.ROOT,
            "Nothing has been heard of the run of sweep %s since %s: run it again to go on",
            state.sweep(),
            state.updatedAt());
  }
}
