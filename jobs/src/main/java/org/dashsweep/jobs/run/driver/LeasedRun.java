package org.dashsweep.jobs.run.driver;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.hadoop.util.ShutdownHookManager;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.dashsweep.jobs.asha.AshaScheduler;
import org.dashsweep.jobs.console.PathDisplay;
import org.dashsweep.jobs.progress.ProgressEventLog;
import org.dashsweep.jobs.progress.ProgressPlugin;
import org.dashsweep.jobs.progress.ProgressReporter;
import org.dashsweep.jobs.progress.ProgressTerminal;
import org.dashsweep.jobs.progress.StalledTrials;
import org.dashsweep.jobs.progress.SweepProgress;
import org.dashsweep.jobs.progress.TrialsTab;
import org.dashsweep.jobs.run.protocol.AdapterRetention;
import org.dashsweep.jobs.run.protocol.BuildInformation;
import org.dashsweep.jobs.run.protocol.Interruption;
import org.dashsweep.jobs.run.protocol.RunRules;
import org.dashsweep.jobs.run.spark.SparkSettings;
import org.dashsweep.jobs.tables.EventStore;
import org.dashsweep.jobs.tables.TrialRow;
import org.dashsweep.sweep.Trial;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A run on Spark, from its lease to the last committed trial.
 *
 * @param out where progress is shown
 */
record LeasedRun(SweepRun run, PrintWriter out) {
  private static final Logger LOGGER = LoggerFactory.getLogger(SweepRun.class);

  /** The time that a stopped run waits for its trials to reach their next update. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /**
   * Runs the trials.
   *
   * @throws SweepStoppedException if a rule stops it
   * @throws IOException if storage fails, or another run is at work there
   */
  void execute() throws IOException {
    AtomicReference<@Nullable JavaSparkContext> spark = new AtomicReference<>();
    try (Lease lease =
        Lease.take(
            run.store(),
            run.sweep().name(),
            run.settings().times().lease(),
            () -> Optional.ofNullable(spark.get()).ifPresent(c -> c.sc().cancelAllJobs()))) {
      runHolding(lease, spark);
    }
  }

  private void runHolding(Lease lease, AtomicReference<@Nullable JavaSparkContext> spark)
      throws IOException {
    deleteUnfinished();
    Clock clock = Clock.systemUTC();
    List<String> ids = run.sweep().trials().stream().map(Trial::id).toList();
    SweepProgress progress =
        new SweepProgress(
            ids.size(), run.sweep().tracked(run.plan()), run.settings().times().stalled(), clock);
    AshaScheduler explorer = AshaScheduler.start(run.sweep().exploration(), run.store(), ids);
    ProgressEventLog events = ProgressEventLog.start(new EventStore(run.store()), clock);
    ProgressReporter reporter = reporter(progress, events, ids, clock);
    Runnable onInterrupt = () -> breakOff(spark.get(), lease, reporter, events);
    ShutdownHookManager hooks = ShutdownHookManager.get();
    hooks.addShutdownHook(
        onInterrupt, Interruption.HOOK_PRIORITY, 3 * PATIENCE.toSeconds(), TimeUnit.SECONDS);
    // Closed in reverse: the last events have come in when the reporter stops.
    try (events;
        reporter;
        explorer;
        BestAdapters best = new BestAdapters(run.store(), doneBefore());
        JavaSparkContext context = new JavaSparkContext(sparkConf())) {
      spark.set(context);
      // It may have been lost before there was anything to cancel.
      lease.require();
      TrialsTab.attach(context, progress);
      run.cleanUp(rules().kept(), out);
      job(context)
          .run(
              context,
              run.plan().remaining(),
              run.sweep().labels(),
              () -> requireGoOn(lease),
              progress::isTraining,
              rules().adapters() == AdapterRetention.BEST ? best::committed : id -> {});
    } catch (Exception e) {
      lease.require();
      throw e;
    } finally {
      if (!Interruption.requested()) {
        hooks.removeShutdownHook(onInterrupt);
      }
    }
  }

  private ProgressReporter reporter(
      SweepProgress progress, ProgressEventLog events, List<String> ids, Clock clock) {
    return ProgressReporter.start(
        progress,
        events,
        List.of(
            ProgressTerminal.view(out),
            new StalledTrials(),
            new RunStateWriter(
                run.store(),
                run.sweep().name(),
                ids,
                events::dropped,
                run.settings().times().stalled(),
                clock)));
  }

  private SparkConf sparkConf() {
    SparkSettings settings = run.settings().spark();
    SparkConf conf = settings.sparkConf(run.sweep().name());
    conf.set(ProgressPlugin.INTERVAL, run.settings().times().report().toMillis() + "ms");
    settings.bearLosses(conf, rules().maxLost());
    return conf;
  }

  private SweepJob job(JavaSparkContext context) {
    return new SweepJob(
        run.sweep().name(),
        run.store(),
        run.settings().spark().resources(),
        BuildInformation.software(context.version()),
        run.sweep().preflight(),
        run.runners(),
        rules(),
        run.settings().stopRules(),
        run.sweep().exploration());
  }

  private RunRules rules() {
    return run.settings().rules();
  }

  private void deleteUnfinished() {
    try {
      run.store()
          .output()
          .deleteUnfinished()
          .forEach(file -> LOGGER.info("Deleted {}, which a process that is gone has left", file));
    } catch (IOException e) {
      LOGGER.warn("Cannot look for what killed processes left in {}", run.store().directory(), e);
    }
  }

  private static void requireGoOn(Lease lease) throws IOException {
    lease.require();
    if (Interruption.requested()) {
      throw new InterruptedIOException("The process is about to end");
    }
  }

  /** Returns the rows whose adapters new ones have to beat. */
  private List<TrialRow> doneBefore() throws IOException {
    if (rules().adapters() != AdapterRetention.BEST || run.plan().finished().isEmpty()) {
      return List.of();
    }
    Set<String> finished = SweepRun.ids(run.plan().finished());
    return run.store().survey().rows(finished).stream()
        .filter(row -> finished.contains(row.trialId()))
        .toList();
  }

  /** Acts on Ctrl-C: lets the trials keep their checkpoints and says how to go on. */
  private void breakOff(
      @Nullable JavaSparkContext spark,
      Lease lease,
      ProgressReporter reporter,
      ProgressEventLog events) {
    Interruption.raise();
    if (spark != null) {
      RunningTasks.stop(spark, PATIENCE);
    }
    Interruption.await(PATIENCE);
    lease.close();
    reporter.close();
    events.close();
    out.println();
    out.println(
        String.format(
            Locale.ROOT,
            "Stopped. What was committed stays in %s; run the same command again to go on.",
            PathDisplay.of(run.store().directory())));
    out.flush();
  }
}
