package org.dashsweep.jobs.analysis;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.first;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.sort_array;
import static org.apache.spark.sql.functions.struct;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.apache.spark.ml.clustering.KMeans;
import org.apache.spark.ml.clustering.KMeansModel;
import org.apache.spark.ml.evaluation.ClusteringEvaluator;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.stat.Summarizer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.dashsweep.jobs.analysis.result.CurveClusterRow;
import org.dashsweep.jobs.analysis.result.CurveMemberRow;
import org.dashsweep.jobs.grouping.ReportedMetric;
import org.jspecify.annotations.Nullable;

/**
 * Clusters of the learning curves of a task, by MLlib's k-means. The number of clusters is the one
 * of the largest silhouette.
 *
 * <p>Curves are those of the metric that the trials are judged by, if each was evaluated three
 * times or more, and else those of the loss of updates. Losses are compared on a logarithmic scale.
 */
final class LearningCurveClusters {
  private static final int POINTS = 20;
  private static final int LEAST_EVALUATIONS = 3;
  private static final int LEAST_TRIALS = 8;
  private static final int MOST_CLUSTERS = 5;
  private static final int STARTS = 2;
  private static final String LOSS = "loss";
  private static final String CURVE = "curve";
  private static final String POSITION = "position";
  private static final String CLUSTER = "prediction";

  /** Below it, curves show no structure (Kaufman and Rousseeuw 1990, "Finding groups in data"). */
  private static final double LEAST_SILHOUETTE = 0.25;

  private static final StructType CURVES =
      new StructType()
          .add(TrialFrames.TRIAL_ID, DataTypes.StringType)
          .add("method", DataTypes.StringType)
          .add(CURVE, SQLDataTypes.VectorType())
          .add(POSITION, SQLDataTypes.VectorType());

  private final SparkSession spark;
  private final Dataset<Row> trials;
  private final AnalysedTask task;

  private LearningCurveClusters(SparkSession spark, Dataset<Row> trials, AnalysedTask task) {
    this.spark = spark;
    this.trials = trials;
    this.task = task;
  }

  /**
   * The clusters of a task.
   *
   * @param points of the mean curves
   * @param members the trials
   */
  record Clusters(List<CurveClusterRow> points, List<CurveMemberRow> members) {
    static final Clusters NONE = new Clusters(List.of(), List.of());
  }

  /** Returns the clusters of the trials of a task; none below eight trials. */
  static Clusters of(SparkSession spark, Dataset<Row> trials, AnalysedTask task) {
    return new LearningCurveClusters(spark, trials, task).clusters();
  }

  private Clusters clusters() {
    Dataset<Row> evaluated = evaluated();
    Row row =
        evaluated
            .groupBy(TrialFrames.TRIAL_ID)
            .agg(countDistinct("step").as("steps"), first("metric").as("metric"))
            .agg(count(lit(1)), min("steps"), min("metric"))
            .head();
    boolean enough = row.getLong(0) > 0 && row.getLong(1) >= LEAST_EVALUATIONS;
    String curve = enough ? row.getString(2) : LOSS;
    Dataset<Row> recorded = enough ? evaluated : losses();
    Dataset<Row> curves =
        FramePartitions.inOrder(curves(recorded, curve), trials.rdd().getNumPartitions()).persist();
    try {
      return curves.count() < LEAST_TRIALS ? Clusters.NONE : clusters(curves, curve);
    } finally {
      curves.unpersist();
    }
  }

  private Dataset<Row> evaluated() {
    return spark
        .table("evaluations")
        .select(
            col(TrialFrames.TRIAL_ID),
            col("dataset"),
            col("split"),
            col("metric"),
            col("step"),
            col("value"))
        .join(trials, TrialFrames.TRIAL_ID)
        .where("dataset = primary_dataset AND split = primary_split AND metric = primary_metric");
  }

  private Dataset<Row> losses() {
    return spark
        .table("steps")
        .select(col(TrialFrames.TRIAL_ID), col("step"), col(LOSS).as("value"))
        .join(trials, TrialFrames.TRIAL_ID);
  }

  /** Curves at equal shares of the training; those with values that are not finite are left out. */
  private Dataset<Row> curves(Dataset<Row> recorded, String curve) {
    boolean logarithmic = curve.equals(LOSS);
    return spark.createDataFrame(
        recorded
            .groupBy(TrialFrames.TRIAL_ID)
            .agg(
                first("key_method").as("method"),
                sort_array(collect_list(struct("step", "value"))).as("records"))
            .toJavaRDD()
            .map(
                row -> {
                  List<Row> records = row.getList(2);
                  double[] values =
                      LearningCurve.at(
                          POINTS,
                          records.stream().mapToInt(record -> record.getInt(0)).toArray(),
                          records.stream().mapToDouble(record -> record.getDouble(1)).toArray());
                  return RowFactory.create(
                      row.getString(0),
                      row.getString(1),
                      Vectors.dense(values),
                      Vectors.dense(logarithmic ? logarithms(values) : values));
                })
            .filter(row -> isFinite((Vector) row.get(2)) && isFinite((Vector) row.get(3))),
        CURVES);
  }

  private static double[] logarithms(double[] values) {
    double[] logarithms = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      logarithms[i] = Math.log(values[i]);
    }
    return logarithms;
  }

  private static boolean isFinite(Vector vector) {
    for (double value : vector.toArray()) {
      if (!Double.isFinite(value)) {
        return false;
      }
    }
    return true;
  }

  private Clusters clusters(Dataset<Row> curves, String curve) {
    double best = LEAST_SILHOUETTE;
    @Nullable KMeansModel chosen = null;
    long different = curves.select(POSITION).distinct().count();
    ClusteringEvaluator silhouette = new ClusteringEvaluator().setFeaturesCol(POSITION);
    for (int clusters = 2; clusters <= Math.min(MOST_CLUSTERS, different - 1); clusters++) {
      KMeansModel model = fit(curves, clusters);
      Dataset<Row> assigned = model.transform(curves);
      if (assigned.select(CLUSTER).distinct().count() > 1) {
        double value = silhouette.evaluate(assigned);
        if (value > best) {
          best = value;
          chosen = model;
        }
      }
    }
    Dataset<Row> assigned =
        chosen == null ? curves.withColumn(CLUSTER, lit(0)) : chosen.transform(curves);
    return rows(assigned, curve, chosen == null ? 0 : best);
  }

  /** The best of some starts: k-means finds a near minimum, not the least one. */
  private static KMeansModel fit(Dataset<Row> curves, int clusters) {
    @Nullable KMeansModel best = null;
    for (int start = 1; start <= STARTS; start++) {
      KMeansModel model =
          new KMeans().setFeaturesCol(POSITION).setK(clusters).setSeed(start).fit(curves);
      if (best == null || model.summary().trainingCost() < best.summary().trainingCost()) {
        best = model;
      }
    }
    return Objects.requireNonNull(best);
  }

  /** A cluster before it has its number. */
  private record Found(int label, int trials, Vector mean, Vector lower, Vector upper) {
    double end() {
      return mean.apply(mean.size() - 1);
    }

    CurveClusterRow row(
        AnalysedTask task, String curve, int cluster, double silhouette, int point) {
      return new CurveClusterRow(
          task.name(),
          task.evaluationFingerprint(),
          curve,
          cluster,
          trials,
          silhouette,
          point,
          (point + 1.0) / POINTS,
          mean.apply(point),
          lower.apply(point),
          upper.apply(point));
    }
  }

  private Clusters rows(Dataset<Row> assigned, String curve, double silhouette) {
    List<Found> found = found(assigned);
    double sign = new ReportedMetric(curve).lowerIsBetter() ? 1 : -1;
    found.sort(Comparator.comparingDouble(each -> sign * each.end()));
    List<CurveClusterRow> points = new ArrayList<>();
    for (int cluster = 1; cluster <= found.size(); cluster++) {
      for (int point = 0; point < POINTS; point++) {
        points.add(found.get(cluster - 1).row(task, curve, cluster, silhouette, point));
      }
    }
    return new Clusters(
        points, members(assigned, curve, found.stream().map(Found::label).toList()));
  }

  private static List<Found> found(Dataset<Row> assigned) {
    List<Found> found = new ArrayList<>();
    for (Row row :
        assigned
            .groupBy(CLUSTER)
            .agg(
                count(lit(1)),
                Summarizer.mean(col(CURVE)),
                Summarizer.min(col(CURVE)),
                Summarizer.max(col(CURVE)))
            .collectAsList()) {
      found.add(
          new Found(
              row.getInt(0),
              Math.toIntExact(row.getLong(1)),
              (Vector) row.get(2),
              (Vector) row.get(3),
              (Vector) row.get(4)));
    }
    return found;
  }

  private List<CurveMemberRow> members(Dataset<Row> assigned, String curve, List<Integer> labels) {
    List<CurveMemberRow> members = new ArrayList<>();
    for (Row row :
        assigned
            .select(TrialFrames.TRIAL_ID, "method", CLUSTER)
            .orderBy(TrialFrames.TRIAL_ID)
            .collectAsList()) {
      members.add(
          new CurveMemberRow(
              task.name(),
              task.evaluationFingerprint(),
              curve,
              labels.indexOf(row.getInt(2)) + 1,
              row.getString(0),
              row.getString(1)));
    }
    return members;
  }
}
