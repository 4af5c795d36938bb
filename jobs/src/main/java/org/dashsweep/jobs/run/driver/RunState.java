package org.dashsweep.jobs.run.driver;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.dashsweep.jobs.progress.ProgressSnapshot;
import org.dashsweep.jobs.storage.ControlFile;
import org.dashsweep.jobs.tables.ResultStore;
import org.jspecify.annotations.Nullable;

/**
 * The state of a run that the driver last wrote into the output directory, beside the tables: its
 * progress and the trials under way. Its size grows with the trials that run at once, not with the
 * sweep. {@link RunTrials} keeps the ids of the sweep's trials. Only the tables record finished
 * trials.
 *
 * @param sweep name of the sweep
 * @param cells trials of the whole sweep
 * @param done trials that have succeeded, including earlier runs'
 * @param failed trials of this run that failed
 * @param stopped trials of this run that were stopped early
 * @param elapsedSeconds since the run started
 * @param remainingSeconds estimated to the end of the run, or null before it can be estimated
 * @param running trials under way
 * @param endedCount trials that ended in this run
 * @param lastEnded the last of these, at most {@link #MOST_ENDED}, in the order they ended
 * @param droppedEvents progress events that are not in the table {@code events}
 * @param stalledAfterSeconds silence after which a trial counts as stalled, or null if the run did
 *     not record it
 * @param updatedAt when this was written, in ISO 8601
 * @param ended whether the run has come to its end
 */
public record RunState(
    String sweep,
    int cells,
    int done,
    int failed,
    int stopped,
    double elapsedSeconds,
    @Nullable Double remainingSeconds,
    List<RunningState> running,
    int endedCount,
    List<EndedState> lastEnded,
    long droppedEvents,
    @Nullable Double stalledAfterSeconds,
    String updatedAt,
    boolean ended) {
  /** Its file in the output directory. */
  public static final String FILE = "run.json";

  /** A run that has not written for so long was killed: it writes far more often. */
  public static final Duration ALIVE = Duration.ofMinutes(1);

  static final int MOST_ENDED = 64;

  private static final Duration STALLED_AFTER = Duration.ofMinutes(5);

  public RunState {
    ControlFile.present("sweep", sweep);
    running = List.copyOf(ControlFile.present("running", running));
    lastEnded = List.copyOf(ControlFile.present("lastEnded", lastEnded));
    ControlFile.time("updatedAt", updatedAt);
  }

  /** Returns whether a driver was at work shortly before {@code now}. */
  public boolean isAlive(Instant now) {
    return !ended && Instant.parse(updatedAt).plus(ALIVE).isAfter(now);
  }

  /**
   * Returns whether a driver is at work. Its file may be late, or of a clock that is behind, while
   * it keeps others off the directory.
   */
  public boolean isAtWork(ResultStore store, Instant now) throws IOException {
    return isAlive(now) || (!ended && Lease.isHeld(store, now));
  }

  /**
   * Returns the silence after which a trial counts as stalled.
   *
   * @param asked by the user who looks at the run, or null for the run's own duration
   */
  public Duration stalledAfter(@Nullable Duration asked) {
    if (asked != null) {
      return asked;
    }
    return stalledAfterSeconds == null ? STALLED_AFTER : Seconds.duration(stalledAfterSeconds);
  }

  /**
   * Returns the state as the driver's own views showed it.
   *
   * @param seen how many of the trials that ended have been shown before
   * @param stalledAfter how long a trial may be silent before it counts as stalled
   */
  public ProgressSnapshot snapshot(int seen, Duration stalledAfter) {
    int firstKept = endedCount - lastEnded.size();
    int skip = Math.min(lastEnded.size(), Math.max(0, seen - firstKept));
    return new ProgressSnapshot(
        cells,
        done,
        failed,
        stopped,
        Seconds.duration(elapsedSeconds),
        Seconds.durationOrNull(remainingSeconds),
        running.stream().map(trial -> trial.shown(stalledAfter)).toList(),
        lastEnded.subList(skip, lastEnded.size()).stream().map(EndedState::shown).toList(),
        List.of());
  }

  /**
   * Reads the state of the latest run; empty if there was none.
   *
   * @throws IOException if the file cannot be read or has not the form that a run writes
   */
  public static Optional<RunState> read(ResultStore store) throws IOException {
    Optional<byte[]> content = store.readFile(FILE);
    if (content.isEmpty()) {
      return Optional.empty();
    }
    String file = store.directory() + "/" + FILE;
    return Optional.of(ControlFile.parse(file, content.get(), RunState.class, "delete it"));
  }

  void write(ResultStore store) throws IOException {
    store.writeFile(FILE, ControlFile.write(this));
  }
}
