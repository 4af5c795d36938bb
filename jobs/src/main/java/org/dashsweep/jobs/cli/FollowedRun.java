package org.dashsweep.jobs.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.dashsweep.jobs.progress.ProgressSnapshot;
import org.dashsweep.jobs.progress.ProgressView;
import org.dashsweep.jobs.run.RunState;
import org.dashsweep.jobs.table.ResultStore;

/**
 * A run of another process, shown as that process shows it, from the files it writes.
 *
 * @param interval between two looks
 * @param stalledAfter how long a trial may be silent before it counts as stalled
 */
record FollowedRun(
    ResultStore store, Duration interval, Duration stalledAfter, InstantSource clock) {
  /** Shows the run until it ends, falls silent, or this thread is interrupted. */
  void show(PrintWriter out) throws IOException, InterruptedException {
    ProgressView view = Terminal.view(out);
    int seen = 0;
    while (true) {
      Optional<RunState> read = RunState.read(store);
      if (read.isEmpty()) {
        out.println("Nothing has run in " + PathDisplay.of(store.directory()));
        return;
      }
      RunState state = read.get();
      ProgressSnapshot snapshot = state.snapshot(seen, stalledAfter);
      seen = state.endedCount();
      if (!state.isAlive(clock.instant())) {
        view.finish(snapshot);
        out.println(last(state));
        return;
      }
      view.show(snapshot);
      Thread.sleep(interval.toMillis());
    }
  }

  private static String last(RunState state) {
    return state.ended()
        ? "The run of sweep %s ended at %s: %d of %d done"
            .formatted(state.sweep(), state.updatedAt(), state.done(), state.cells())
        : "Nothing has been heard of the run of sweep %s since %s: run it again to go on"
            .formatted(state.sweep(), state.updatedAt());
  }
}
