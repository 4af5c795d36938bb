package org.dashsweep.jobs.analysis;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.ml.functions;
import org.apache.spark.ml.regression.RandomForestRegressionModel;
import org.apache.spark.ml.regression.RandomForestRegressor;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;

/**
 * A random forest of MLlib that predicts a metric from the settings, and what it says of them on
 * held-out trials: R², the importance of settings and pairs by permutation (Breiman 2001; Fisher,
 * Rudin and Dominici 2019), and partial dependence (Friedman 2001).
 *
 * <p>Each trial is held out once, in the fold that a hash of its id puts it into. All sums are over
 * held-out trials. An importance is the loss of R² by the permutation: the errors that it adds,
 * over the errors of the training trials' mean.
 */
final class ForestSurrogate {
  private static final String FEATURES = "features";
  private static final String FOLD = "fold";
  private static final int BINS = 64;
  private static final int MEMORY_MEGABYTES = 512;

  private final ForestSettings how;
  private final List<Setting> settings;
  private final List<List<Integer>> pairs;

  /** Indices of each setting's features. */
  private final List<List<Integer>> features = new ArrayList<>();

  private final List<HeldOutSums.Fixed> fixed = new ArrayList<>();
  private final double[][] sums;

  private ForestSurrogate(Dataset<Row> frame, List<Setting> settings, ForestSettings how) {
    this.how = how;
    this.settings = List.copyOf(settings);
    this.pairs = CellMeans.pairs(settings.size());
    int next = 0;
    for (Setting setting : settings) {
      int width = setting.features(0).size();
      List<Integer> indices = IntStream.range(next, next + width).boxed().toList();
      features.add(indices);
      next += width;
      for (int level = 0; level < setting.levels().size(); level++) {
        fixed.add(new HeldOutSums.Fixed(indices, setting.features(level)));
      }
    }
    this.sums = sums(frame);
  }

  /**
   * Grows a forest for each fold.
   *
   * @param frame a row per trial with its value and the columns of the settings
   */
  static ForestSurrogate of(Dataset<Row> frame, List<Setting> settings, ForestSettings how) {
    return new ForestSurrogate(frame, settings, how);
  }

  /** Tells whether there are enough trials for a forest: four times as many as folds. */
  static boolean hasEnough(long trials, ForestSettings how) {
    return trials >= 4L * how.folds();
  }

  /** Returns the share of the held-out trials' variance that the forest explains. */
  Estimated rSquared() {
    double[] explained = column(HeldOutSums.BASELINE_ERRORS);
    subtract(explained, column(HeldOutSums.ERRORS));
    return FoldedRatio.of(explained, column(HeldOutSums.BASELINE_ERRORS));
  }

  /** Returns the loss of R² when a setting is permuted. */
  Estimated importance(int setting) {
    return loss(HeldOutSums.FIRST_PERMUTED + setting);
  }

  /** Returns the loss of R² when both settings of a pair are permuted together. */
  Estimated joint(int pair) {
    return loss(HeldOutSums.FIRST_PERMUTED + settings.size() + pair);
  }

  /** Returns the sum of both settings' importances less their joint importance. */
  Estimated interaction(int pair) {
    double[] both = column(HeldOutSums.FIRST_PERMUTED + pairs.get(pair).get(0));
    double[] second = column(HeldOutSums.FIRST_PERMUTED + pairs.get(pair).get(1));
    for (int fold = 0; fold < both.length; fold++) {
      both[fold] += second[fold];
    }
    subtract(both, column(HeldOutSums.ERRORS));
    subtract(both, column(HeldOutSums.FIRST_PERMUTED + settings.size() + pair));
    return FoldedRatio.of(both, column(HeldOutSums.BASELINE_ERRORS));
  }

  /** Returns the mean prediction with a setting fixed at a level. */
  Estimated dependence(int setting, int level) {
    int place = level;
    for (int before = 0; before < setting; before++) {
      place += settings.get(before).levels().size();
    }
    return FoldedRatio.of(
        column(HeldOutSums.FIRST_PERMUTED + settings.size() + pairs.size() + place),
        column(HeldOutSums.TRIALS));
  }

  /** The pairs of settings, by index, in the order of {@link #interaction}. */
  List<List<Integer>> pairs() {
    return pairs;
  }

  private Estimated loss(int permuted) {
    double[] added = column(permuted);
    subtract(added, column(HeldOutSums.ERRORS));
    return FoldedRatio.of(added, column(HeldOutSums.BASELINE_ERRORS));
  }

  private double[] column(int index) {
    double[] values = new double[sums.length];
    for (int fold = 0; fold < sums.length; fold++) {
      values[fold] = sums[fold][index];
    }
    return values;
  }

  private static void subtract(double[] from, double[] other) {
    for (int i = 0; i < from.length; i++) {
      from[i] -= other[i];
    }
  }

  private double[][] sums(Dataset<Row> frame) {
    Dataset<Row> folded = folded(frame).persist();
    try {
      double[] baselines = baselines(folded);
      double[][] all = new double[how.folds()][];
      for (int fold = 0; fold < how.folds(); fold++) {
        RandomForestRegressionModel forest =
            regressor(fold).fit(folded.where(col(FOLD).notEqual(fold)));
        all[fold] = sums(folded.where(col(FOLD).equalTo(fold)), forest, baselines[fold], fold);
      }
      return all;
    } finally {
      folded.unpersist();
    }
  }

  private Dataset<Row> folded(Dataset<Row> frame) {
    Column[] columns =
        settings.stream().flatMap(setting -> setting.features().stream()).toArray(Column[]::new);
    Column place =
        row_number()
            .over(
                Window.orderBy(
                    xxhash64(col(TrialFrames.TRIAL_ID), lit(how.seed())),
                    col(TrialFrames.TRIAL_ID)));
    Dataset<Row> folded =
        frame.select(
            col(TrialFrames.TRIAL_ID),
            functions.array_to_vector(array(columns)).as(FEATURES),
            col(TrialFrames.VALUE),
            pmod(place, lit(how.folds())).as(FOLD));
    return FramePartitions.inOrder(folded, frame.rdd().getNumPartitions());
  }

  /** The mean of each fold's training trials. */
  private double[] baselines(Dataset<Row> folded) {
    double[] totals = new double[how.folds()];
    double[] counts = new double[how.folds()];
    for (Row row :
        folded
            .groupBy(FOLD)
            .agg(sum(TrialFrames.VALUE), count(lit(1)))
            .orderBy(FOLD)
            .collectAsList()) {
      totals[row.getInt(0)] = row.getDouble(1);
      counts[row.getInt(0)] = row.getLong(2);
    }
    double[] means = new double[how.folds()];
    for (int held = 0; held < means.length; held++) {
      double total = 0;
      double trials = 0;
      for (int fold = 0; fold < means.length; fold++) {
        total += fold == held ? 0 : totals[fold];
        trials += fold == held ? 0 : counts[fold];
      }
      means[held] = total / trials;
    }
    return means;
  }

  private RandomForestRegressor regressor(int fold) {
    return new RandomForestRegressor()
        .setFeaturesCol(FEATURES)
        .setLabelCol(TrialFrames.VALUE)
        .setNumTrees(how.trees())
        .setMaxDepth(how.depth())
        .setFeatureSubsetStrategy("all")
        .setMaxBins(BINS)
        .setMaxMemoryInMB(MEMORY_MEGABYTES)
        .setSeed(how.seed() + fold);
  }

  private double[] sums(
      Dataset<Row> held, RandomForestRegressionModel forest, double baseline, int fold) {
    List<List<Integer>> permuted = new ArrayList<>(features);
    for (List<Integer> pair : pairs) {
      permuted.add(
          Stream.concat(features.get(pair.get(0)).stream(), features.get(pair.get(1)).stream())
              .toList());
    }
    HeldOutSums.Plan plan =
        new HeldOutSums.Plan(baseline, permuted, fixed, how.repeats(), how.seed() + fold);
    JavaSparkContext context =
        JavaSparkContext.fromSparkContext(held.sparkSession().sparkContext());
    Broadcast<RandomForestRegressionModel> shared = context.broadcast(forest);
    try {
      double[] total = new double[plan.length()];
      held.select(FEATURES, TrialFrames.VALUE)
          .toJavaRDD()
          .mapPartitions(new HeldOutSums(shared, plan))
          .collect()
          .forEach(
              part -> {
                for (int i = 0; i < total.length; i++) {
                  total[i] += part[i];
                }
              });
      return total;
    } finally {
      shared.destroy();
    }
  }
}
