package org.dashsweep.jobs.run.driver;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.resource.ResourceProfile;
import org.apache.spark.util.SerializableConfiguration;
import org.dashsweep.jobs.console.Counted;
import org.dashsweep.jobs.run.executor.StageTaskLabel;
import org.dashsweep.jobs.run.executor.TrialTask;
import org.dashsweep.jobs.run.protocol.Interruption;
import org.dashsweep.jobs.run.protocol.RunRules;
import org.dashsweep.jobs.run.protocol.StopRules;
import org.dashsweep.jobs.run.protocol.TaskSettings;
import org.dashsweep.jobs.run.protocol.TrialResources;
import org.dashsweep.jobs.run.protocol.TrialRunnerFactory;
import org.dashsweep.jobs.run.protocol.TrialSpec;
import org.dashsweep.jobs.run.protocol.TrialSummary;
import org.dashsweep.jobs.tables.ResultStore;
import org.dashsweep.jobs.tables.SoftwareVersions;
import org.dashsweep.sweep.Exploration;
import org.dashsweep.sweep.Trial;
import org.dashsweep.trial.TrialPreflight;
import org.jspecify.annotations.Nullable;

/**
 * Runs trials on Spark, one task each, and returns when all have committed their rows.
 *
 * @param sweep name of the sweep
 * @param store where the rows go
 * @param resources of each trial
 * @param software what the trials run on
 * @param preflight what is known of the trials before they run
 * @param runners makes the executors' runners
 * @param rules what to do about trials that cannot be finished
 * @param stopRules when the run is to stop
 * @param exploration how trials are stopped early, or null if all run to their end
 */
public record SweepJob(
    String sweep,
    ResultStore store,
    TrialResources resources,
    SoftwareVersions software,
    TrialPreflight preflight,
    TrialRunnerFactory runners,
    RunRules rules,
    StopRules stopRules,
    @Nullable Exploration exploration) {
  /** Fewer trials than this start all at once. */
  static final int CANARY_FROM = 10;

  private static final Duration POLL = Duration.ofMillis(100);

  /** Time in which trials that are told to stop may write their checkpoints. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Permits the start of trials. */
  @FunctionalInterface
  public interface Permission {
    /**
     * Asked before each Spark job.
     *
     * @throws IOException if not
     */
    void require() throws IOException;
  }

  /**
   * Runs trials in the given order, as far as there is room for several at once. Throws Spark's
   * exceptions, undeclared, if rows could not be committed or the cluster failed. By then the
   * running trials have been told to stop and have written their checkpoints.
   *
   * @param permission to start trials
   * @param underWay whether a trial of this id has made an update
   * @param committed is told the id of each trial that has ended
   * @throws SweepStoppedException if the run stops before the end of its trials
   */
  public void run(
      JavaSparkContext context,
      List<Trial> trials,
      TrialLabels labels,
      Permission permission,
      Predicate<String> underWay,
      Consumer<String> committed)
      throws IOException {
    List<TrialSpec> orders =
        trials.stream()
            .map(
                trial ->
                    new TrialSpec(
                        trial, labels.of(trial), preflight.evaluationRows(trial.config())))
            .toList();
    StageTaskLabel label = new StageTaskLabel();
    context.sc().register(label, "trial");
    TrialTask task =
        new TrialTask(
            new TaskSettings(sweep, resources, software, runners, rules, exploration),
            store.directory().toString(),
            context.broadcast(new SerializableConfiguration(context.hadoopConfiguration())),
            label);
    SweepGuard guard = new SweepGuard(stopRules);
    Consumer<TrialSummary> ends =
        end -> {
          guard.ended(end);
          committed.accept(end.trialId());
          if (guard.verdict().isPresent()) {
            context.sc().cancelAllJobs();
          }
        };
    // One for all jobs: with dynamic allocation an executor takes tasks of its own profile alone.
    Optional<ResourceProfile> profile = resources.profile();
    try (TrialJobs jobs =
        new TrialJobs(
            context, task, tasks -> profile.map(tasks::withResources).orElse(tasks), ends)) {
      run(jobs, orders, guard, permission, underWay);
    } catch (Throwable thrown) {
      Interruption.standAside();
      stopTrials(context, thrown);
      if (guard.verdict().isPresent()) {
        throw new SweepStoppedException(guard.verdict().get());
      }
      throw thrown;
    }
    guard
        .verdict()
        .ifPresent(
            reason -> {
              throw new SweepStoppedException(reason);
            });
  }

  private void run(
      TrialJobs jobs,
      List<TrialSpec> orders,
      SweepGuard guard,
      Permission permission,
      Predicate<String> underWay)
      throws IOException {
    String callSite = "sweep " + sweep;
    String description =
        String.format(Locale.ROOT, "Sweep %s: %s", sweep, Counted.trials(orders.size()));
    permission.require();
    if (!stopRules.canary() || orders.size() < CANARY_FROM) {
      TrialJobs.await(jobs.start(orders, callSite, description));
      return;
    }
    TrialSpec first = orders.get(0);
    String id = first.trial().id();
    guard.sendAhead(id);
    Future<?> canary =
        jobs.start(
            List.of(first),
            callSite,
            String.format(Locale.ROOT, "Sweep %s: the trial that goes ahead", sweep));
    while (!canary.isDone() && !underWay.test(id)) {
      pause();
    }
    if (canary.isDone()) {
      // Throws if it was cancelled, or could not write its row: so would the others.
      TrialJobs.await(canary);
    }
    guard.release();
    if (guard.verdict().isEmpty()) {
      permission.require();
      TrialJobs.await(jobs.start(orders.subList(1, orders.size()), callSite, description));
    }
    TrialJobs.await(canary);
  }

  private static void stopTrials(JavaSparkContext context, Throwable reason) {
    try {
      RunningTasks.stop(context, PATIENCE);
    } catch (RuntimeException e) {
      // The cluster may end the application at any moment.
      reason.addSuppressed(e);
    }
  }

  private static void pause() {
    try {
      Thread.sleep(POLL.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while a trial runs", e);
    }
  }
}
