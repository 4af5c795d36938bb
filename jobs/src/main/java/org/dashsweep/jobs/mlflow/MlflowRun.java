package org.dashsweep.jobs.mlflow;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.dashsweep.jobs.grouping.ReportedTrials;
import org.dashsweep.jobs.tables.Outcome;
import org.dashsweep.jobs.tables.SoftwareVersions;
import org.dashsweep.jobs.tables.TrialRow;
import org.dashsweep.trial.TrialResult;

/**
 * A trial as a run of MLflow. Parameters are those of the trial, under the same names. Figures of
 * the table {@code trials} are metrics of the last step, and its other columns are tags, both under
 * the columns' names.
 *
 * @param id of run and trial
 * @param name for people
 * @param params by name
 * @param metrics of the run's end, by name
 * @param tags by name
 * @param step updates done in the state that the trial is judged by
 */
record MlflowRun(
    String id,
    String name,
    TrialRow row,
    SortedMap<String, String> params,
    SortedMap<String, Double> metrics,
    SortedMap<String, String> tags,
    int step) {
  private static final Pattern NOT_OF_NAMES = Pattern.compile("[^A-Za-z0-9_. -]");

  /** The status of a run, by MLflow's numbers. */
  enum Status {
    FINISHED(3),
    FAILED(4),
    KILLED(5);

    private final int number;

    Status(int number) {
      this.number = number;
    }

    int number() {
      return number;
    }
  }

  static MlflowRun of(TrialRow row, ReportedTrials trials) {
    SortedMap<String, String> params = new TreeMap<>();
    row.parameters().keySet().forEach(name -> params.put(key(name), row.parameter(name)));
    SortedMap<String, Double> metrics = new TreeMap<>();
    SortedMap<String, String> tags = new TreeMap<>();
    String name = name(row, trials);
    tags.put("mlflow.runName", name);
    tags.put("mlflow.source.name", "dash-sweep");
    tags.put("mlflow.source.type", "LOCAL");
    tags.put("trial_id", row.trialId());
    tags.put("sweep", row.sweep());
    tags.put("status", row.status().name());
    tags.put("attempts", Integer.toString(row.attempts()));
    tags.put("host", row.host());
    tags.put("model_fingerprint", row.modelFingerprint());
    tags.put("data_fingerprint", row.dataFingerprint());
    addVersions(row.software(), tags);
    if (row.floor() != null) {
      metrics.put("floor", row.floor());
    }
    int step = 0;
    if (row.outcome() instanceof Outcome.Succeeded succeeded) {
      addResult(succeeded.summary(), metrics, tags);
      step = succeeded.summary().evaluated().step();
    } else if (row.outcome() instanceof Outcome.Stopped stopped) {
      metrics.put("stopped_value", stopped.stoppedValue());
      tags.put("stopped_metric", stopped.stoppedMetric());
      tags.put("stopped_by", stopped.stoppedBy());
      step = stopped.stoppedStep();
    } else if (row.outcome() instanceof Outcome.Failed failed) {
      tags.put("failure_class", failed.failureClass().name());
      tags.put("failure_message", failed.failureMessage());
    }
    return new MlflowRun(row.trialId(), name, row, params, metrics, tags, step);
  }

  private static String name(TrialRow row, ReportedTrials trials) {
    String seed = row.parameter(ReportedTrials.SEED);
    return String.format(
        Locale.ROOT,
        "%s, %s%s",
        trials.configuration(row).label(),
        ReportedTrials.task(row),
        seed == null ? "" : ", seed " + seed);
  }

  private static void addVersions(SoftwareVersions software, Map<String, String> tags) {
    tags.put("java_version", software.javaVersion());
    tags.put("pytorch_version", software.pytorchVersion());
    tags.put("spark_version", software.sparkVersion());
    tags.put("dash_sweep_version", software.dashSweepVersion());
    if (software.gpuModels() != null) {
      tags.put("gpu_models", software.gpuModels());
    }
  }

  private static void addResult(
      TrialResult.Summary summary, Map<String, Double> metrics, Map<String, String> tags) {
    TrialResult.Score score = summary.score();
    tags.put("primary_metric", score.primaryMetric());
    tags.put("primary_dataset", score.primaryDataset());
    tags.put("primary_split", score.primarySplit());
    tags.put("device", summary.computing().device());
    metrics.put("primary_value", score.primaryValue());
    metrics.put("best_value", score.bestValue());
    TrialResult.Cost cost = summary.cost();
    metrics.put("adapter_parameters", (double) cost.adapterParameters());
    metrics.put("head_parameters", (double) cost.headParameters());
    metrics.put("train_seconds", cost.trainSeconds());
    metrics.put("evaluation_seconds", cost.evaluationSeconds());
    metrics.put("train_tokens", (double) cost.trainTokens());
    metrics.put("peak_memory_bytes", (double) cost.peakMemoryBytes());
  }

  Status status() {
    return switch (row.status()) {
      case SUCCEEDED -> Status.FINISHED;
      case STOPPED -> Status.KILLED;
      case FAILED -> Status.FAILED;
    };
  }

  /** Returns the content of the run's {@code meta.yaml}. */
  Map<String, Object> meta(String experiment, String artifacts) {
    Map<String, Object> meta = new LinkedHashMap<>();
    meta.put("artifact_uri", artifacts);
    meta.put("end_time", row.finishedAt().toEpochMilli());
    meta.put("entry_point_name", "");
    meta.put("experiment_id", experiment);
    meta.put("lifecycle_stage", "active");
    meta.put("run_id", id);
    meta.put("run_name", name);
    meta.put("run_uuid", id);
    meta.put("source_name", "");
    meta.put("source_type", 4);
    meta.put("source_version", "");
    meta.put("start_time", row.startedAt().toEpochMilli());
    meta.put("status", status().number());
    meta.put("tags", new String[0]);
    meta.put("user_id", "dash-sweep");
    return meta;
  }

  /** Returns the part of a metric's or parameter's name that MLflow takes. */
  static String key(String text) {
    String safe = NOT_OF_NAMES.matcher(text).replaceAll("_");
    return safe.isBlank() || safe.matches("[.]+") ? "_" : safe;
  }
}
