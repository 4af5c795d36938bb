package org.dashsweep.jobs.serve;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The state of a run and its report, as the live page asks for it.
 *
 * @param run the latest run, or null if none has written its state
 * @param cost a sentence on what has been spent
 * @param failures of trials that failed, the latest first, at most {@link #MOST_FAILURES}
 * @param failed number of all failures
 * @param page address of the report's page, or null if no trial has ended
 * @param revision of the page: another one if it was written anew
 * @param updating whether the tables are being read, or the report written
 * @param problem that kept the report from being written, or null
 */
record LiveStatus(
    @Nullable Run run,
    String cost,
    List<EndedTrials.Failure> failures,
    int failed,
    @Nullable String page,
    String revision,
    boolean updating,
    @Nullable String problem) {
  static final int MOST_FAILURES = 100;

  LiveStatus {
    failures = List.copyOf(failures);
  }

  /**
   * The latest run.
   *
   * @param state {@code running}, {@code ended}, or {@code broken off} if nothing is heard of it
   * @param updatedAt the time of this state, in ISO 8601
   * @param over trials that are over, of all {@code cells}
   * @param progress the line that the run's terminal shows
   * @param remainingSeconds estimated, or null if unknown
   * @param running a line for each trial under way
   */
  record Run(
      String sweep,
      String state,
      String updatedAt,
      int over,
      int cells,
      String progress,
      double elapsedSeconds,
      @Nullable Double remainingSeconds,
      List<String> running) {
    Run {
      running = List.copyOf(running);
    }
  }

  /**
   * Puts a status together.
   *
   * @param page relative to the output directory
   * @param revision empty if there is no page
   */
  static LiveStatus of(
      Optional<Run> run,
      EndedTrials ended,
      String page,
      String revision,
      boolean updating,
      @Nullable String problem) {
    List<EndedTrials.Failure> failures = ended.failures();
    return new LiveStatus(
        run.orElse(null),
        ended.cost(),
        failures.subList(0, Math.min(MOST_FAILURES, failures.size())),
        failures.size(),
        revision.isEmpty() ? null : "/" + page,
        revision,
        updating,
        problem);
  }
}
