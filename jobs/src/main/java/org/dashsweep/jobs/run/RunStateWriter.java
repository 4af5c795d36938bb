package org.dashsweep.jobs.run;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.dashsweep.jobs.progress.ProgressSnapshot;
import org.dashsweep.jobs.progress.ProgressView;
import org.dashsweep.jobs.table.ResultStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps {@link RunState} on disk up to date, for whoever asks for the status meanwhile. */
public final class RunStateWriter implements ProgressView {
  private static final Logger LOGGER = LoggerFactory.getLogger(RunStateWriter.class);
  private static final Duration INTERVAL = Duration.ofSeconds(10);

  private final ResultStore store;
  private final String sweep;
  private final List<String> trials;
  private final InstantSource clock;
  private @Nullable Duration lastWrite;
  private List<String> lastRunning = List.of();

  /**
   * @param trials ids of all trials of the sweep
   */
  public RunStateWriter(ResultStore store, String sweep, List<String> trials, InstantSource clock) {
    this.store = store;
    this.sweep = sweep;
    this.trials = List.copyOf(trials);
    this.clock = clock;
  }

  @Override
  public void show(ProgressSnapshot snapshot) {
    List<String> running =
        snapshot.running().stream().map(ProgressSnapshot.Running::trialId).toList();
    if (lastWrite == null
        || snapshot.elapsed().minus(lastWrite).compareTo(INTERVAL) >= 0
        || !running.equals(lastRunning)) {
      lastWrite = snapshot.elapsed();
      lastRunning = running;
      write(snapshot, false);
    }
  }

  @Override
  public void finish(ProgressSnapshot snapshot) {
    write(snapshot, true);
  }

  private void write(ProgressSnapshot snapshot, boolean ended) {
    List<RunState.Running> running =
        ended ? List.of() : snapshot.running().stream().map(RunStateWriter::running).toList();
    try {
      new RunState(sweep, trials, running, clock.instant().toString(), ended).write(store);
    } catch (IOException e) {
      LOGGER.warn("Cannot write {} for the command status", RunState.FILE, e);
    }
  }

  private static RunState.Running running(ProgressSnapshot.Running trial) {
    return new RunState.Running(
        trial.trialId(),
        trial.label(),
        trial.host(),
        trial.startedAt().toString(),
        trial.phase().name(),
        trial.step(),
        trial.totalSteps());
  }
}
