package org.dashsweep.jobs.benchmark;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.dashsweep.jobs.progress.ProgressEvent;
import org.dashsweep.jobs.progress.ProgressEventLog;
import org.dashsweep.jobs.progress.SweepProgress;
import org.dashsweep.jobs.progress.TrackedTrial;
import org.dashsweep.jobs.run.driver.SweepFile;
import org.dashsweep.jobs.tables.EventStore;
import org.dashsweep.jobs.tables.ResultStore;
import org.dashsweep.sweep.Plan;
import org.dashsweep.sweep.Trial;

/**
 * Measures the memory that the driver of a run takes for its trials, and the rate of their events.
 */
final class EventBenchmark {
  /** Events a second of a large sweep: 20,000 trials at once that report every two seconds. */
  private static final int RATE = 10_000;

  private static final int MOST_RUNNING = 1000;
  private static final int COLLECTIONS = 3;

  private EventBenchmark() {}

  /**
   * The driver's memory, as a collected heap has it, and its events. Without Spark: its channel and
   * its own copies are not in it.
   *
   * @param parameters of each trial, at most
   * @param running trials that are under way while the others wait
   * @param expandedBytes the sweep's cells, trials and plan
   * @param trackedBytes what a run keeps beside these of the trials that wait and run
   * @param paced two events of each trial, at 10,000 a second
   * @param burst ten events of each trial, as fast as they are taken in
   * @param grownBytes what is held more after all of these events
   */
  record Events(
      int trials,
      int parameters,
      int running,
      long expandedBytes,
      long trackedBytes,
      Stream paced,
      Stream burst,
      long grownBytes) {
    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          """
      %,d trials of %d parameters in the driver
        expanded    %.1f MB
        tracked     %.1f MB more, %,d of them under way
        paced       %s
        burst       %s
        afterwards  %.1f MB more\
      """,
          trials,
          parameters,
          expandedBytes * 1e-6,
          trackedBytes * 1e-6,
          running,
          paced,
          burst,
          grownBytes * 1e-6);
    }
  }

  /**
   * Events that came in.
   *
   * @param perSecond of those that came in, whether or not they were left out
   * @param mostWaiting to be written at once
   * @param dropped that were left out of the table
   * @param cpuSeconds of the whole process
   */
  record Stream(long events, double perSecond, int mostWaiting, long dropped, double cpuSeconds) {
    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%,d events, %,.0f a second: at most %,d waiting, %,d left out, %.1f s of CPU",
          events,
          perSecond,
          mostWaiting,
          dropped,
          cpuSeconds);
    }
  }

  public static Events measure(Path directory, int cells) throws IOException {
    // What is loaded once, whatever the number of trials.
    SweepBenchmarks.expand(SweepBenchmarks.sweep(directory.resolve("small"), 1));
    Path file = SweepBenchmarks.sweep(directory, cells);
    long before = heapBytes();
    SweepFile sweep = SweepBenchmarks.expand(file);
    Plan plan = Plan.of(sweep.trials(), Set.of(), sweep.preflight()::expectedCoreSeconds);
    long expanded = heapBytes();
    List<TrackedTrial> tracked = sweep.tracked(plan);
    Clock clock = Clock.systemUTC();
    SweepProgress progress =
        new SweepProgress(sweep.trials().size(), tracked, Duration.ofMinutes(5), clock);
    List<String> running = sweep.trials().stream().map(Trial::id).limit(MOST_RUNNING).toList();
    for (String trialId : running) {
      progress.accept(new ProgressEvent.Started(trialId, "localhost"));
      progress.accept(step(trialId, 1));
    }
    long held = heapBytes();
    ResultStore store = ResultStore.open(directory.resolve("out").toString(), new Configuration());
    ProgressEventLog log = ProgressEventLog.start(new EventStore(store), clock);
    Stream paced;
    Stream burst;
    try (log) {
      Consumer<ProgressEvent> driver = log.andThen(progress);
      paced = send(2L * sweep.trials().size(), RATE, running, driver, log);
      burst = send(10L * sweep.trials().size(), Integer.MAX_VALUE, running, driver, log);
    }
    long after = heapBytes();
    // What was measured is asked here, so that it was held until now.
    return new Events(
        plan.remaining().size(),
        sweep.cells().stream().mapToInt(config -> config.values().size()).max().orElse(0),
        progress.running().size(),
        expanded - before,
        held - expanded,
        paced,
        burst,
        after - held);
  }

  private static Stream send(
      long events,
      int rate,
      List<String> trialIds,
      Consumer<ProgressEvent> driver,
      ProgressEventLog log) {
    long droppedBefore = log.dropped();
    long cpu = SweepBenchmarks.processCpuNanoseconds();
    int mostWaiting = 0;
    long start = System.nanoTime();
    for (long sent = 0; sent < events; ) {
      double elapsed = (System.nanoTime() - start) * 1e-9;
      long due = Math.min(events, Math.min(sent + RATE, 1 + (long) (elapsed * rate)));
      for (; sent < due; sent++) {
        int trial = (int) (sent % trialIds.size());
        driver.accept(step(trialIds.get(trial), 1 + (int) (sent / trialIds.size())));
      }
      mostWaiting = Math.max(mostWaiting, log.waiting());
      if (sent < events && rate == RATE) {
        LockSupport.parkNanos(1_000_000);
      }
    }
    double seconds = (System.nanoTime() - start) * 1e-9;
    return new Stream(
        events,
        events / seconds,
        mostWaiting,
        log.dropped() - droppedBefore,
        (SweepBenchmarks.processCpuNanoseconds() - cpu) * 1e-9);
  }

  private static ProgressEvent step(String trialId, int step) {
    return new ProgressEvent.Stepped(trialId, step, Integer.MAX_VALUE, 0.5, 1000, 1L << 30);
  }

  private static long heapBytes() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
      least = Math.min(least, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    }
    return least;
  }
}
