package org.dashsweep.jobs.progress;

import java.time.Instant;
import org.dashsweep.jobs.tables.EventRow;
import org.jspecify.annotations.Nullable;

/** Events as rows of their table. */
final class ProgressEventRows {
  private ProgressEventRows() {}

  static EventRow of(String run, Instant at, ProgressEvent event) {
    Builder row = new Builder(run, at, event.trialId());
    if (event instanceof ProgressEvent.Started started) {
      row.host = started.host();
      return row.of(EventRow.Kind.STARTED);
    } else if (event instanceof ProgressEvent.PhaseEntered entered) {
      row.phase = entered.phase().name();
      return row.of(EventRow.Kind.PHASE);
    } else if (event instanceof ProgressEvent.Stepped stepped) {
      row.step = stepped.step();
      row.totalSteps = stepped.totalSteps();
      row.loss = stepped.loss();
      row.tokensPerSecond = stepped.tokensPerSecond();
      row.residentBytes = stepped.residentBytes();
      return row.of(EventRow.Kind.STEP);
    } else if (event instanceof ProgressEvent.Evaluated evaluated) {
      row.evaluated = evaluated.done();
      row.toEvaluate = evaluated.total();
      row.residentBytes = evaluated.residentBytes();
      return row.of(EventRow.Kind.EVALUATION);
    } else if (event instanceof ProgressEvent.Succeeded succeeded) {
      row.metric = succeeded.primaryMetric();
      row.value = succeeded.primaryValue();
      return row.of(EventRow.Kind.SUCCEEDED);
    } else if (event instanceof ProgressEvent.Stopped stopped) {
      row.step = stopped.step();
      row.metric = stopped.metric();
      row.value = stopped.value();
      return row.of(EventRow.Kind.STOPPED);
    } else if (event instanceof ProgressEvent.Noted noted) {
      row.message = noted.text();
      return row.of(EventRow.Kind.NOTE);
    } else if (event instanceof ProgressEvent.Failed failed) {
      row.message =
          failed.message() == null
              ? failed.failureClass()
              : failed.failureClass() + ": " + failed.message();
      return row.of(EventRow.Kind.FAILED);
    }
    throw new IllegalStateException("The kinds of events are known: " + event);
  }

  /** Sixteen columns, of which an event fills a few. */
  private static final class Builder {
    private final String run;
    private final Instant at;
    private final String trialId;
    private @Nullable String host;
    private @Nullable String phase;
    private @Nullable Integer step;
    private @Nullable Integer totalSteps;
    private @Nullable Double loss;
    private @Nullable Double tokensPerSecond;
    private @Nullable Long residentBytes;
    private @Nullable Integer evaluated;
    private @Nullable Integer toEvaluate;
    private @Nullable String metric;
    private @Nullable Double value;
    private @Nullable String message;

    Builder(String run, Instant at, String trialId) {
      this.run = run;
      this.at = at;
      this.trialId = trialId;
    }

    EventRow of(EventRow.Kind kind) {
      return new EventRow(
          run,
          trialId,
          at,
          kind,
          host,
          phase,
          step,
          totalSteps,
          loss,
          tokensPerSecond,
          residentBytes,
          evaluated,
          toEvaluate,
          metric,
          value,
          message);
    }
  }
}
