package org.dashsweep.jobs.run.driver;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.LongSupplier;
import org.dashsweep.jobs.progress.ProgressSnapshot;
import org.dashsweep.jobs.progress.ProgressView;
import org.dashsweep.jobs.tables.ResultStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps {@link RunState} on disk up to date, for whoever asks for the status meanwhile. */
public final class RunStateWriter implements ProgressView {
  private static final Logger LOGGER = LoggerFactory.getLogger(RunStateWriter.class);

  /** Often enough to be followed; the driver's load does not depend on how fast trials end. */
  private static final Duration INTERVAL = Duration.ofSeconds(2);

  private final ResultStore store;
  private final String sweep;
  private final LongSupplier droppedEvents;
  private final Duration stalledAfter;
  private final InstantSource clock;
  private final Deque<EndedState> lastEnded = new ArrayDeque<>();
  private @Nullable List<String> unwrittenTrials;
  private @Nullable Duration lastWrite;
  private int endedCount;

  /**
   * @param trials ids of all trials of the sweep
   * @param droppedEvents how many progress events are not in their table
   * @param stalledAfter how long a trial may be silent before it counts as stalled
   */
  public RunStateWriter(
      ResultStore store,
      String sweep,
      List<String> trials,
      LongSupplier droppedEvents,
      Duration stalledAfter,
      InstantSource clock) {
    this.store = store;
    this.sweep = sweep;
    this.unwrittenTrials = List.copyOf(trials);
    this.droppedEvents = droppedEvents;
    this.stalledAfter = stalledAfter;
    this.clock = clock;
  }

  @Override
  public void show(ProgressSnapshot snapshot) {
    remember(snapshot);
    if (lastWrite == null || snapshot.elapsed().minus(lastWrite).compareTo(INTERVAL) >= 0) {
      lastWrite = snapshot.elapsed();
      write(snapshot, snapshot.running().stream().map(RunningState::of).toList(), false);
    }
  }

  @Override
  public void finish(ProgressSnapshot snapshot) {
    remember(snapshot);
    write(snapshot, List.of(), true);
  }

  private void remember(ProgressSnapshot snapshot) {
    for (ProgressSnapshot.Ended trial : snapshot.ended()) {
      endedCount++;
      lastEnded.add(EndedState.of(trial));
      if (lastEnded.size() > RunState.MOST_ENDED) {
        lastEnded.remove();
      }
    }
  }

  private void write(ProgressSnapshot snapshot, List<RunningState> running, boolean ended) {
    try {
      if (unwrittenTrials != null) {
        RunTrials.write(store, unwrittenTrials);
        unwrittenTrials = null;
      }
      new RunState(
              sweep,
              snapshot.cells(),
              snapshot.done(),
              snapshot.failed(),
              snapshot.stopped(),
              Seconds.of(snapshot.elapsed()),
              Seconds.ofOrNull(snapshot.remaining()),
              running,
              endedCount,
              List.copyOf(lastEnded),
              droppedEvents.getAsLong(),
              Seconds.of(stalledAfter),
              clock.instant().toString(),
              ended)
          .write(store);
    } catch (IOException e) {
      LOGGER.warn("Cannot write {} for the command status", RunState.FILE, e);
    }
  }
}
