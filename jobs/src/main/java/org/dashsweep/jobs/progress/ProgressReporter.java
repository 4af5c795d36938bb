package org.dashsweep.jobs.progress;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the views of a sweep up to date until it is closed. */
public final class ProgressReporter implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(ProgressReporter.class);
  private static final Duration PERIOD = Duration.ofMillis(250);

  private final SweepProgress progress;
  private final List<ProgressView> views;
  private final ScheduledExecutorService thread;
  private final AtomicBoolean closed = new AtomicBoolean();

  private ProgressReporter(SweepProgress progress, List<ProgressView> views) {
    this.progress = progress;
    this.views = List.copyOf(views);
    this.thread =
        Executors.newSingleThreadScheduledExecutor(
            runnable -> {
              Thread daemon = new Thread(runnable, "progress");
              daemon.setDaemon(true);
              return daemon;
            });
  }

  /**
   * Listens to the events that reach this JVM as the driver and starts to show them.
   *
   * @param events hears them too; must return at once
   */
  public static ProgressReporter start(
      SweepProgress progress, Consumer<ProgressEvent> events, List<ProgressView> views) {
    ProgressReporter reporter = new ProgressReporter(progress, views);
    ProgressChannel.subscribe(events.andThen(progress));
    long period = PERIOD.toMillis();
    // The future is not needed: show lets nothing out, so the task never stops by itself.
    var unused =
        reporter.thread.scheduleAtFixedRate(reporter::show, 0, period, TimeUnit.MILLISECONDS);
    return reporter;
  }

  /** Stops listening and shows the last state. Only the first of several calls does anything. */
  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    ProgressChannel.unsubscribe();
    thread.shutdown();
    try {
      if (!thread.awaitTermination(10, TimeUnit.SECONDS)) {
        LOGGER.warn("The progress display did not stop within 10 s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    ProgressSnapshot last = progress.snapshot();
    views.forEach(view -> view.finish(last));
  }

  private void show() {
    ProgressSnapshot snapshot = progress.snapshot();
    for (ProgressView view : views) {
      try {
        view.show(snapshot);
      } catch (RuntimeException e) {
        LOGGER.warn("A progress view failed", e);
      }
    }
  }
}
