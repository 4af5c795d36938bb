package org.dashsweep.jobs.analysis;

import static org.apache.spark.sql.functions.col;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.dashsweep.jobs.analysis.result.AnalysedMetric;
import org.dashsweep.jobs.analysis.result.Analysis;
import org.dashsweep.jobs.sql.ResultViews;
import org.dashsweep.jobs.tables.Tables;

/**
 * Tells which settings matter, from the result tables of an output directory. Spark reads the
 * tables and computes; the driver holds means and sums alone.
 *
 * <p>The analysis is the same whenever the tables are, on any number of cores, for up to 50,000
 * trials of a metric. Beyond that the last digits may differ.
 */
public final class SweepAnalysis {
  private final SparkSession spark;
  private final Set<String> metrics;
  private final ForestSettings how;

  private SweepAnalysis(SparkSession spark, Set<String> metrics, ForestSettings how) {
    this.spark = spark;
    this.metrics = metrics;
    this.how = how;
  }

  /**
   * Analyses the trials of an output directory that have succeeded.
   *
   * @param directory a path, or the URI of a Hadoop file system
   * @param metrics the names of the metrics; none for all
   * @throws IOException if the tables cannot be read
   * @throws UnknownMetricException if no trial has one of the metrics
   */
  public static Analysis of(SparkSession spark, String directory, Set<String> metrics)
      throws IOException, UnknownMetricException {
    return of(spark, directory, metrics, ForestSettings.DEFAULT);
  }

  static Analysis of(SparkSession spark, String directory, Set<String> metrics, ForestSettings how)
      throws IOException, UnknownMetricException {
    ResultViews.register(
        spark, directory, List.of(Tables.TRIALS, Tables.EVALUATIONS, Tables.STEPS));
    return new SweepAnalysis(spark, metrics, how).analyse();
  }

  private Analysis analyse() throws UnknownMetricException {
    Dataset<Row> trials = TrialFrames.trials(spark).persist();
    Dataset<Row> values = TrialFrames.values(spark).persist();
    try {
      SortedMap<AnalysedMetric, Long> measured = measured(trials, values);
      List<Analysis> parts = new ArrayList<>();
      for (AnalysedTask task :
          measured.keySet().stream().map(SweepAnalysis::task).distinct().toList()) {
        parts.addAll(task(task, trials, values, measured));
      }
      return Analysis.joined(parts);
    } finally {
      values.unpersist();
      trials.unpersist();
    }
  }

  private static AnalysedTask task(AnalysedMetric metric) {
    return new AnalysedTask(metric.task(), metric.evaluationFingerprint());
  }

  /** The metrics, with the number of trials that have them. */
  private SortedMap<AnalysedMetric, Long> measured(Dataset<Row> trials, Dataset<Row> values)
      throws UnknownMetricException {
    SortedMap<AnalysedMetric, Long> measured = new TreeMap<>();
    SortedSet<String> known = new TreeSet<>();
    for (Row row :
        trials
            .join(values, TrialFrames.TRIAL_ID)
            .groupBy(TrialFrames.TASK, "dataset", "split", "metric", TrialFrames.FINGERPRINT)
            .count()
            .collectAsList()) {
      known.add(row.getString(3));
      if (metrics.isEmpty() || metrics.contains(row.getString(3))) {
        measured.put(
            new AnalysedMetric(
                row.getString(0),
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getString(4)),
            row.getLong(5));
      }
    }
    for (String metric : metrics) {
      if (!known.contains(metric)) {
        throw new UnknownMetricException(metric, known);
      }
    }
    return measured;
  }

  private List<Analysis> task(
      AnalysedTask task,
      Dataset<Row> trials,
      Dataset<Row> values,
      SortedMap<AnalysedMetric, Long> measured) {
    Dataset<Row> ofTask = trials.where(task.condition());
    List<SettingColumn> columns = SettingSelection.of(ofTask);
    List<SettingLevels> levels =
        columns.stream().map(column -> SettingLevels.of(ofTask, column)).toList();
    Dataset<Row> leveled = ofTask;
    for (SettingLevels each : levels) {
      leveled = leveled.withColumn(each.setting().level(), each.position());
    }
    Dataset<Row> frames = leveled;
    List<Setting> settings = levels.stream().map(SettingLevels::setting).toList();
    // One after the other: Spark's cache and parser fail now and then when threads share a session.
    List<Analysis> analyses = new ArrayList<>();
    measured.forEach(
        (metric, count) -> {
          if (task(metric).equals(task)) {
            analyses.add(metric(metric, frame(frames, values, metric, count), columns, settings));
          }
        });
    analyses.add(curves(task, ofTask));
    return analyses;
  }

  private static Dataset<Row> frame(
      Dataset<Row> trials, Dataset<Row> values, AnalysedMetric metric, long count) {
    Column ofMetric =
        col("dataset")
            .equalTo(metric.dataset())
            .and(col("split").equalTo(metric.split()))
            .and(col("metric").equalTo(metric.metric()));
    return FramePartitions.inOrder(
        trials.join(
            values.where(ofMetric).select(TrialFrames.TRIAL_ID, TrialFrames.VALUE),
            TrialFrames.TRIAL_ID),
        FramePartitions.of(count));
  }

  private Analysis metric(
      AnalysedMetric metric,
      Dataset<Row> frame,
      List<SettingColumn> columns,
      List<Setting> settings) {
    frame.persist();
    try {
      return new MetricAnalysis(metric, frame, columns, settings, how).analyse();
    } finally {
      frame.unpersist();
    }
  }

  private Analysis curves(AnalysedTask task, Dataset<Row> trials) {
    LearningCurveClusters.Clusters clusters = LearningCurveClusters.of(spark, trials, task);
    return Analysis.ofCurves(clusters.points(), clusters.members());
  }
}
