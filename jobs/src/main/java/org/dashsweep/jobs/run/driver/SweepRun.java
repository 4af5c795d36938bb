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
import java.util.stream.Collectors;
import org.apache.hadoop.util.ShutdownHookManager;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.dashsweep.jobs.asha.AshaScheduler;
import org.dashsweep.jobs.console.PathDisplay;
import org.dashsweep.jobs.progress.EventLog;
import org.dashsweep.jobs.progress.ProgressPlugin;
import org.dashsweep.jobs.progress.ProgressReporter;
import org.dashsweep.jobs.progress.StalledTrials;
import org.dashsweep.jobs.progress.SweepProgress;
import org.dashsweep.jobs.progress.Terminal;
import org.dashsweep.jobs.progress.TrialsTab;
import org.dashsweep.jobs.results.EventStore;
import org.dashsweep.jobs.results.ResultStore;
import org.dashsweep.jobs.results.SoftwareVersions;
import org.dashsweep.jobs.results.TrialRow;
import org.dashsweep.jobs.run.AdapterRetention;
import org.dashsweep.jobs.run.BuildInformation;
import org.dashsweep.jobs.run.CheckpointRetention;
import org.dashsweep.jobs.run.Interruption;
import org.dashsweep.jobs.run.RunRules;
import org.dashsweep.jobs.run.StopRules;
import org.dashsweep.jobs.run.TrialRunnerFactory;
import org.dashsweep.jobs.run.spark.SparkSettings;
import org.dashsweep.sweep.Plan;
import org.dashsweep.sweep.Trial;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a sweep on Spark, from its lease to the last committed trial, as {@code dash-sweep run}
 * does.
 *
 * @param plan whose remaining trials are run
 * @param out shows progress
 */
public record SweepRun(
    SweepFile sweep,
    Plan plan,
    ResultStore store,
    SparkSettings settings,
    TrialRunnerFactory runners,
    RunRules rules,
    StopRules stopRules,
    Times times,
    PrintWriter out) {
  private static final Logger LOGGER = LoggerFactory.getLogger(SweepRun.class);

  /** Longest wait of a stopped run for its trials to reach their next update. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /**
   * Times of a run.
   *
   * @param lease how long it may go unheard of before another may take over
   * @param report between a trial's reports
   * @param stalled without a report after which a trial is shown as stalled
   */
  public record Times(Duration lease, Duration report, Duration stalled) {}

  /**
   * Runs the trials.
   *
   * @throws SweepStoppedException if a rule stops it
   * @throws IOException if storage fails, or another run is at work there
   */
  public void run() throws IOException {
    AtomicReference<@Nullable JavaSparkContext> spark = new AtomicReference<>();
    try (Lease lease =
        Lease.take(
            store,
            sweep.name(),
            times.lease(),
            () -> Optional.ofNullable(spark.get()).ifPresent(c -> c.sc().cancelAllJobs()))) {
      runHolding(lease, spark);
    }
  }

  private void runHolding(Lease lease, AtomicReference<@Nullable JavaSparkContext> spark)
      throws IOException {
    deleteUnfinished();
    Clock clock = Clock.systemUTC();
    SweepProgress progress =
        new SweepProgress(sweep.trials().size(), sweep.tracked(plan), times.stalled(), clock);
    List<String> ids = sweep.trials().stream().map(Trial::id).toList();
    AshaScheduler explorer = AshaScheduler.start(sweep.exploration(), store, ids);
    EventLog events = EventLog.start(new EventStore(store), clock);
    ProgressReporter reporter =
        ProgressReporter.start(
            progress,
            events,
            List.of(
                Terminal.view(out),
                new StalledTrials(),
                new RunStateWriter(
                    store, sweep.name(), ids, events::dropped, times.stalled(), clock)));
    Runnable onInterrupt = () -> breakOff(spark.get(), lease, reporter, events);
    ShutdownHookManager hooks = ShutdownHookManager.get();
    hooks.addShutdownHook(
        onInterrupt, Interruption.HOOK_PRIORITY, 3 * PATIENCE.toSeconds(), TimeUnit.SECONDS);
    SparkConf conf = settings.sparkConf(sweep.name());
    conf.set(ProgressPlugin.INTERVAL, times.report().toMillis() + "ms");
    settings.bearLosses(conf, rules.maxLost());
    // Closed in reverse: the last events have come in when the reporter stops.
    try (events;
        reporter;
        explorer;
        BestAdapters best = new BestAdapters(store, doneBefore());
        JavaSparkContext context = new JavaSparkContext(conf)) {
      spark.set(context);
      // It may have been lost before there was anything to cancel.
      lease.require();
      TrialsTab.attach(context, progress);
      sayWhatIsLeft(sweep, plan, store, rules.kept(), out);
      SoftwareVersions software = BuildInformation.software(context.version());
      new SweepJob(
              sweep.name(),
              store,
              settings.resources(),
              software,
              sweep.outlook(),
              runners,
              rules,
              stopRules,
              sweep.exploration())
          .run(
              context,
              plan.remaining(),
              sweep.labels(),
              () -> requireGoOn(lease),
              progress::isTraining,
              rules.adapters() == AdapterRetention.BEST ? best::committed : id -> {});
    } catch (Exception e) {
      lease.require();
      throw e;
    } finally {
      if (!Interruption.requested()) {
        hooks.removeShutdownHook(onInterrupt);
      }
    }
  }

  private void deleteUnfinished() {
    try {
      store
          .output()
          .deleteUnfinished()
          .forEach(file -> LOGGER.info("Deleted {}, which a process that is gone has left", file));
    } catch (IOException e) {
      LOGGER.warn("Cannot look for what killed processes left in {}", store.directory(), e);
    }
  }

  private static void requireGoOn(Lease lease) throws IOException {
    lease.require();
    if (Interruption.requested()) {
      throw new InterruptedIOException("The process is about to end");
    }
  }

  /** Returns the finished trials whose adapters new ones have to beat. */
  private List<TrialRow> doneBefore() throws IOException {
    if (rules.adapters() != AdapterRetention.BEST || plan.finished().isEmpty()) {
      return List.of();
    }
    Set<String> finished = ids(plan.finished());
    return store.survey().rows(finished).stream()
        .filter(row -> finished.contains(row.trialId()))
        .toList();
  }

  /**
   * Deletes the checkpoints that the rule does not keep, and reports the ones that belong to no
   * trial of the sweep.
   */
  public static void sayWhatIsLeft(
      SweepFile sweep, Plan plan, ResultStore store, CheckpointRetention retention, PrintWriter out)
      throws IOException {
    LeftCheckpoints left =
        LeftCheckpoints.clean(store, ids(plan.finished()), ids(sweep.trials()), retention);
    if (!left.orphans().isEmpty()) {
      out.println(
          String.format(
              Locale.ROOT,
              "%d checkpoints (%d MB) in %s/checkpoints are of trials that this sweep does not have; unless another sweep does, delete them, or have --keep-checkpoints do it",
              left.orphans().size(),
              left.bytes() / 1_000_000,
              PathDisplay.of(store.directory())));
      out.flush();
    }
  }

  private static Set<String> ids(List<Trial> trials) {
    return trials.stream().map(Trial::id).collect(Collectors.toSet());
  }

  /** Handles Ctrl-C: lets the trials keep their checkpoints and tells how to go on. */
  private void breakOff(
      @Nullable JavaSparkContext spark, Lease lease, ProgressReporter reporter, EventLog events) {
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
            PathDisplay.of(store.directory())));
    out.flush();
  }
}
