package org.dashsweep.jobs.run.driver;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.dashsweep.jobs.console.PathDisplay;
import org.dashsweep.jobs.report.ReportBuilder;
import org.dashsweep.jobs.run.protocol.CheckpointRetention;
import org.dashsweep.jobs.run.protocol.TrialRunnerFactory;
import org.dashsweep.jobs.tables.ResultStore;
import org.dashsweep.jobs.tables.TableDamage;
import org.dashsweep.jobs.tables.TableSnapshot;
import org.dashsweep.jobs.tables.TrialRow;
import org.dashsweep.sweep.Plan;
import org.dashsweep.sweep.Trial;
import org.jspecify.annotations.Nullable;

/**
 * Runs what is missing of a sweep, on Spark. The command {@code run} does no more than this and the
 * report:
 *
 * <pre>{@code
 * Path file = Path.of("sweeps/quickstart.yaml");
 * Locations locations = Locations.WORKING_DIRECTORY.beside(file);
 * TrialCatalogue catalogue = new StandardCatalogue();
 * RunSettings settings = RunSettings.local();
 * SweepFile sweep = SweepFile.read(file, catalogue, locations).requireUsable();
 * ResultStore store = ResultStore.open("results", settings.hadoop());
 * SweepResult result =
 *     SweepRun.of(sweep, store, settings, catalogue.runners(locations)).run(out);
 * ReportBuilder.write(store);
 * }</pre>
 *
 * <p>Spark needs the JVM's options in {@code conf/java.options}. One run at a time may be at work
 * in an output directory.
 *
 * @param plan the trials that are done, and those to run
 * @param damage of the output directory's files before the run
 * @param store the output directory
 * @param runners makes the executors' runners
 */
public record SweepRun(
    SweepFile sweep,
    Plan plan,
    TableDamage damage,
    ResultStore store,
    RunSettings settings,
    TrialRunnerFactory runners) {
  /**
   * Plans a run, and keeps the published numbers of the sweep for the report.
   *
   * @param sweep of which every trial can run
   * @throws IOException if storage fails
   */
  public static SweepRun of(
      SweepFile sweep, ResultStore store, RunSettings settings, TrialRunnerFactory runners)
      throws IOException {
    TableSnapshot before = store.survey();
    Plan plan =
        Plan.of(sweep.trials(), sweep.finished(before), sweep.preflight()::expectedCoreSeconds);
    if (sweep.published() != null) {
      ReportBuilder.keepPublished(store, sweep.name(), sweep.published());
    }
    return new SweepRun(sweep, plan, before.damage(), store, settings, runners);
  }

  /** Tells whether no trial is left to run. */
  public boolean isDone() {
    return plan.remaining().isEmpty();
  }

  /**
   * Runs the trials that are left; Spark is started only if there are any.
   *
   * @param out where progress is shown
   * @throws IOException if storage fails, or another run is at work there
   */
  public SweepResult run(PrintWriter out) throws IOException {
    long start = System.nanoTime();
    @Nullable String stopReason = null;
    if (isDone()) {
      cleanUp(out);
    } else {
      try {
        new LeasedRun(this, out).execute();
      } catch (SweepStoppedException e) {
        stopReason = e.getMessage();
      }
    }
    Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
    Set<String> ids = ids(sweep.trials());
    List<TrialRow> rows =
        store.survey().rows().stream().filter(row -> ids.contains(row.trialId())).toList();
    return new SweepResult(sweep.trials().size(), rows, elapsed, stopReason);
  }

  /**
   * Deletes checkpoints of trials that are done, and names those of no trial of the sweep. Needs no
   * lease: another sweep may be at work in the directory.
   */
  public void cleanUp(PrintWriter out) throws IOException {
    cleanUp(new CheckpointRetention.Unfinished(), out);
  }

  void cleanUp(CheckpointRetention retention, PrintWriter out) throws IOException {
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

  static Set<String> ids(List<Trial> trials) {
    return trials.stream().map(Trial::id).collect(Collectors.toSet());
  }
}
