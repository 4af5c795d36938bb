package org.dashsweep.jobs.sql;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.dashsweep.jobs.statistics.CrossedMean;
import scala.collection.Iterator;
import scala.collection.Seq;

/**
 * Differences of two methods on the same examples, with the same seeds.
 *
 * @param bySeed the differences of each seed, in the order of the seeds' numbers; all of the same
 *     examples in the same order
 */
record PairedDifferences(List<double[]> bySeed) {
  /** Change of the sum of a seed's differences by one counted answer. */
  private static final double ANSWER = 1;

  /**
   * Reads rows (seed, example, difference).
   *
   * @throws IllegalArgumentException if a field is null, an example comes twice for a seed, or a
   *     seed lacks an example that another one has
   */
  static PairedDifferences of(Seq<Row> rows) {
    Map<Long, Map<String, Double>> bySeed = new TreeMap<>();
    for (Iterator<Row> iterator = rows.iterator(); iterator.hasNext(); ) {
      Row row = iterator.next();
      if (row.isNullAt(0) || row.isNullAt(1) || row.isNullAt(2)) {
        throw new IllegalArgumentException(
            "seed, example and difference must not be null, but a row is " + row.mkString(", "));
      }
      Double before =
          bySeed
              .computeIfAbsent(row.getLong(0), seed -> new TreeMap<>())
              .put(row.getString(1), row.getDouble(2));
      if (before != null) {
        throw new IllegalArgumentException(
            "seed " + row.getLong(0) + " has the example '" + row.getString(1) + "' twice");
      }
    }
    return new PairedDifferences(tables(bySeed));
  }

  private static List<double[]> tables(Map<Long, Map<String, Double>> bySeed) {
    Set<String> examples = new LinkedHashSet<>();
    bySeed.values().forEach(ofSeed -> examples.addAll(ofSeed.keySet()));
    List<double[]> tables = new ArrayList<>();
    for (Map.Entry<Long, Map<String, Double>> seed : bySeed.entrySet()) {
      for (String example : examples) {
        if (!seed.getValue().containsKey(example)) {
          throw new IllegalArgumentException(
              "seed " + seed.getKey() + " has no difference of the example '" + example + "'");
        }
      }
      tables.add(seed.getValue().values().stream().mapToDouble(Double::doubleValue).toArray());
    }
    return tables;
  }

  /** Estimates the mean over seeds and examples of counted answers: each is −1, 0 or 1. */
  CrossedMean mean() {
    double[] means = new double[bySeed.size()];
    double[][] influences = new double[bySeed.size()][];
    for (int seed = 0; seed < means.length; seed++) {
      double[] differences = bySeed.get(seed);
      double sum = 0;
      for (double difference : differences) {
        sum += difference;
      }
      means[seed] = sum / differences.length;
      influences[seed] = new double[differences.length];
      for (int i = 0; i < differences.length; i++) {
        influences[seed][i] = differences[i] - means[seed];
      }
    }
    return CrossedMean.of(means, influences, ANSWER);
  }
}
