package org.dashsweep.jobs.analysis;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.regression.RandomForestRegressionModel;
import org.apache.spark.sql.Row;

/**
 * Sums over the held-out trials of a partition: squared errors of a forest as they are and with
 * some features permuted, and predictions with a feature fixed.
 *
 * <p>A permutation is one of the partition's trials. Each partition is a random part of them.
 */
final class HeldOutSums implements FlatMapFunction<Iterator<Row>, double[]> {
  private static final long serialVersionUID = 1;

  /** Positions among the sums. */
  static final int TRIALS = 0;

  static final int ERRORS = 1;
  static final int BASELINE_ERRORS = 2;
  static final int FIRST_PERMUTED = 3;

  private final Broadcast<RandomForestRegressionModel> forest;
  private final Plan plan;

  /**
   * The sums to take.
   *
   * @param baseline prediction without a model: the mean of the training trials
   * @param permuted (S) sets of features that are permuted together
   * @param fixed (P) features and values that predictions are averaged with
   * @param repeats number of permutations
   */
  record Plan(
      double baseline, List<List<Integer>> permuted, List<Fixed> fixed, int repeats, long seed)
      implements Serializable {
    Plan {
      permuted = List.copyOf(permuted);
      fixed = List.copyOf(fixed);
    }

    int length() {
      return FIRST_PERMUTED + permuted.size() + fixed.size();
    }
  }

  /** Features of a setting, fixed at the values of one of its levels. */
  record Fixed(List<Integer> features, List<Double> values) implements Serializable {
    Fixed {
      features = List.copyOf(features);
      values = List.copyOf(values);
    }
  }

  HeldOutSums(Broadcast<RandomForestRegressionModel> forest, Plan plan) {
    this.forest = forest;
    this.plan = plan;
  }

  @Override
  public Iterator<double[]> call(Iterator<Row> trials) {
    List<double[]> features = new ArrayList<>();
    List<Double> values = new ArrayList<>();
    trials.forEachRemaining(
        row -> {
          features.add(((Vector) row.get(0)).toArray());
          values.add(row.getDouble(1));
        });
    double[] sums = new double[plan.length()];
    sums[TRIALS] = features.size();
    for (int trial = 0; trial < features.size(); trial++) {
      double value = values.get(trial);
      sums[ERRORS] += square(value - predict(features.get(trial)));
      sums[BASELINE_ERRORS] += square(value - plan.baseline());
    }
    addPermuted(features, values, sums);
    addFixed(features, sums);
    return List.of(sums).iterator();
  }

  private void addPermuted(List<double[]> features, List<Double> values, double[] sums) {
    Random random = new Random(31 * plan.seed() + TaskContext.getPartitionId());
    for (int repeat = 0; repeat < plan.repeats(); repeat++) {
      // One for all sets, so that differences between sets are not those between permutations.
      int[] order = permutation(features.size(), random);
      for (int set = 0; set < plan.permuted().size(); set++) {
        double errors = 0;
        for (int trial = 0; trial < order.length; trial++) {
          double[] changed = features.get(trial).clone();
          for (int feature : plan.permuted().get(set)) {
            changed[feature] = features.get(order[trial])[feature];
          }
          errors += square(values.get(trial) - predict(changed));
        }
        sums[FIRST_PERMUTED + set] += errors / plan.repeats();
      }
    }
  }

  private void addFixed(List<double[]> features, double[] sums) {
    int first = FIRST_PERMUTED + plan.permuted().size();
    for (int place = 0; place < plan.fixed().size(); place++) {
      Fixed fixed = plan.fixed().get(place);
      for (double[] trial : features) {
        double[] changed = trial.clone();
        for (int i = 0; i < fixed.features().size(); i++) {
          changed[fixed.features().get(i)] = fixed.values().get(i);
        }
        sums[first + place] += predict(changed);
      }
    }
  }

  private double predict(double[] features) {
    return forest.value().predict(Vectors.dense(features));
  }

  private static int[] permutation(int length, Random random) {
    int[] order = new int[length];
    for (int i = 0; i < length; i++) {
      int other = random.nextInt(i + 1);
      order[i] = order[other];
      order[other] = i;
    }
    return order;
  }

  private static double square(double value) {
    return value * value;
  }
}
