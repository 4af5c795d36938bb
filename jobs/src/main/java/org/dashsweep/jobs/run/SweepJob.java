package org.dashsweep.jobs.run;

import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.CollectionAccumulator;
import org.dashsweep.jobs.table.ResultStore;
import org.dashsweep.jobs.table.SoftwareVersions;
import org.dashsweep.sweep.Trial;
import org.dashsweep.trial.TrialOutlook;

/**
 * Runs trials on Spark, one task each, and returns when all have committed their rows.
 *
 * @param sweep name of the sweep
 * @param store where the rows go
 * @param threadsPerTrial threads each trial computes with
 * @param software what the trials run on
 * @param outlook what is known of the trials before they run
 * @param runners makes the executors' runners
 * @param rules what to do about trials that cannot be finished
 */
public record SweepJob(
    String sweep,
    ResultStore store,
    int threadsPerTrial,
    SoftwareVersions software,
    TrialOutlook outlook,
    TrialRunnerFactory runners,
    RunRules rules) {
  /**
   * Runs trials in the given order, as far as there is room for several at once. Throws what Spark
   * throws, undeclared, if rows could not be committed or the cluster failed.
   */
  public void run(JavaSparkContext context, List<Trial> trials, TrialLabels labels) {
    List<TrialOrder> orders =
        trials.stream()
            .map(trial -> new TrialOrder(trial, labels.of(trial), outlook.floor(trial.cell())))
            .toList();
    CollectionAccumulator<String> taskLabels = context.sc().collectionAccumulator("trial");
    TrialTask task =
        new TrialTask(
            new TaskSettings(sweep, threadsPerTrial, software, runners, rules),
            store.directory().toString(),
            context.hadoopConfiguration(),
            taskLabels);
    context.setCallSite("sweep " + sweep);
    context.sc().setJobDescription("Sweep %s: %d trials".formatted(sweep, trials.size()));
    // One partition per trial; Spark starts a stage's tasks in the order of its partitions.
    context.parallelize(orders, orders.size()).setName("trials of " + sweep).foreach(task);
  }
}
