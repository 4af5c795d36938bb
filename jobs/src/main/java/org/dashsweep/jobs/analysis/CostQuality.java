package org.dashsweep.jobs.analysis;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.covar_pop;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.rank;
import static org.apache.spark.sql.functions.var_pop;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.dashsweep.jobs.analysis.result.AnalysedMetric;
import org.dashsweep.jobs.analysis.result.Cost;
import org.dashsweep.jobs.analysis.result.CostCorrelationRow;
import org.dashsweep.jobs.analysis.result.ParetoRow;
import org.dashsweep.space.SearchSpace;
import org.dashsweep.space.TrialConfig;

/** The quality of trials against their costs: rank correlations and Pareto fronts. */
final class CostQuality {
  private static final double ROUNDING = 1e-12;

  private static final double NORMAL_QUANTILE = 1.959963984540054;

  /** Trials below which a correlation has no interval. */
  private static final int LEAST_TRIALS = 4;

  private static final String RANK = "_rank";
  private static final String VALUE_RANK = TrialFrames.VALUE + RANK;
  private static final String METHOD = "key_" + SearchSpace.METHOD.name();

  private CostQuality() {}

  /**
   * Returns Spearman's correlation of each cost with quality. A cost that is the same everywhere
   * has none. The interval is that of Bonett and Wright (2000) on Fisher's scale.
   */
  static List<CostCorrelationRow> correlations(AnalysedMetric analysed, Dataset<Row> frame) {
    Dataset<Row> ranked = frame.withColumn(VALUE_RANK, averageRank(TrialFrames.VALUE));
    List<Column> moments = new ArrayList<>(List.of(var_pop(col(VALUE_RANK)).as(VALUE_RANK)));
    for (Cost cost : Cost.values()) {
      String ranks = column(cost) + RANK;
      ranked = ranked.withColumn(ranks, averageRank(column(cost)));
      // In ANSI mode corr fails where one of both is constant.
      moments.add(covar_pop(col(VALUE_RANK), col(ranks)).as(cost.name()));
      moments.add(var_pop(col(ranks)).as(ranks));
    }
    Row row = ranked.agg(count(lit(1)), moments.toArray(Column[]::new)).head();
    List<CostCorrelationRow> rows = new ArrayList<>();
    for (Cost cost : Cost.values()) {
      double spread =
          Math.sqrt(row.<Double>getAs(VALUE_RANK) * row.<Double>getAs(column(cost) + RANK));
      if (spread > 0) {
        double sign = analysed.lowerIsBetter() ? -1 : 1;
        double correlation = row.<Double>getAs(cost.name()) / spread;
        Estimated estimated = correlation(sign * correlation, row.getLong(0));
        rows.add(
            new CostCorrelationRow(
                analysed,
                cost,
                Math.toIntExact(row.getLong(0)),
                estimated.value(),
                estimated.lower(),
                estimated.upper()));
      }
    }
    return rows;
  }

  /** A rank correlation of so many trials, with its interval. */
  static Estimated correlation(double correlation, long trials) {
    if (trials < LEAST_TRIALS || Math.abs(correlation) >= 1) {
      return Estimated.alone(correlation);
    }
    double error = Math.sqrt((1 + correlation * correlation / 2) / (trials - 3));
    double centre = 0.5 * Math.log((1 + correlation) / (1 - correlation));
    return new Estimated(
        correlation,
        Math.tanh(centre - NORMAL_QUANTILE * error),
        Math.tanh(centre + NORMAL_QUANTILE * error));
  }

  /** The rank of each row; equal values have the mean of their ranks. */
  private static Column averageRank(String column) {
    return rank()
        .over(Window.orderBy(column))
        .plus(count(lit(1)).over(Window.partitionBy(column)).minus(1).divide(2.0));
  }

  /**
   * A configuration with the means over its seeds.
   *
   * @param costs each cost's mean
   */
  record Configuration(
      String method, String label, int trials, double value, Map<Cost, Double> costs) {}

  /** Returns every configuration with each cost, and whether it is on the front. */
  static List<ParetoRow> pareto(
      AnalysedMetric analysed, Dataset<Row> frame, List<SettingColumn> settings) {
    List<Configuration> configurations = configurations(frame, settings);
    List<ParetoRow> rows = new ArrayList<>();
    for (Cost cost : Cost.values()) {
      rows.addAll(pareto(analysed, cost, configurations));
    }
    return rows;
  }

  /** Marks the front of one cost, the cheapest configurations first. */
  static List<ParetoRow> pareto(
      AnalysedMetric analysed, Cost cost, List<Configuration> configurations) {
    double sign = analysed.lowerIsBetter() ? -1 : 1;
    List<Configuration> ordered = new ArrayList<>(configurations);
    ordered.sort(
        Comparator.<Configuration>comparingDouble(each -> price(each, cost))
            .thenComparingDouble(each -> -sign * each.value())
            .thenComparing(Configuration::label));
    List<ParetoRow> rows = new ArrayList<>();
    double best = Double.NEGATIVE_INFINITY;
    double costOfBest = Double.NaN;
    for (Configuration each : ordered) {
      double quality = sign * each.value();
      double price = price(each, cost);
      // Means of the same values in another order differ by rounding.
      double rounding = ROUNDING * Math.max(1, Math.abs(quality));
      boolean better = quality - best > rounding;
      // One that equals the front's last in both is not worse than it.
      boolean equal = Math.abs(quality - best) <= rounding && price == costOfBest;
      if (better) {
        best = quality;
        costOfBest = price;
      }
      rows.add(
          new ParetoRow(
              analysed,
              cost,
              each.method(),
              each.label(),
              each.trials(),
              each.value(),
              price,
              better || equal));
    }
    return rows;
  }

  private static double price(Configuration configuration, Cost cost) {
    return Objects.requireNonNull(configuration.costs().get(cost));
  }

  private static List<Configuration> configurations(
      Dataset<Row> frame, List<SettingColumn> settings) {
    List<Column> keys = new ArrayList<>(List.of(col(METHOD)));
    for (SettingColumn setting : settings) {
      if (!setting.keyColumn().equals(METHOD)) {
        keys.add(col(setting.keyColumn()));
      }
    }
    List<Column> means = new ArrayList<>(List.of(avg(TrialFrames.VALUE)));
    for (Cost cost : Cost.values()) {
      means.add(avg(column(cost)).as(cost.name()));
    }
    settings.forEach(setting -> means.add(min(setting.numberColumn())));
    List<Configuration> configurations = new ArrayList<>();
    for (Row row :
        frame
            .groupBy(keys.toArray(Column[]::new))
            .agg(count(lit(1)), means.toArray(Column[]::new))
            .orderBy(keys.toArray(Column[]::new))
            .collectAsList()) {
      configurations.add(configuration(row, keys.size(), settings));
    }
    return configurations;
  }

  private static Configuration configuration(Row row, int keys, List<SettingColumn> settings) {
    Map<Cost, Double> costs = new EnumMap<>(Cost.class);
    for (Cost cost : Cost.values()) {
      costs.put(cost, row.getDouble(row.fieldIndex(cost.name())));
    }
    int place = keys + 2 + costs.size();
    StringBuilder label = new StringBuilder(row.getString(0));
    int key = 1;
    for (int i = 0; i < settings.size(); i++) {
      if (!settings.get(i).keyColumn().equals(METHOD)) {
        String text =
            row.isNullAt(place + i)
                ? row.getString(key)
                : TrialConfig.show(row.getDouble(place + i));
        key++;
        if (!text.isEmpty()) {
          label.append(", ").append(settings.get(i).name()).append(' ').append(text);
        }
      }
    }
    return new Configuration(
        row.getString(0),
        label.toString(),
        Math.toIntExact(row.getLong(keys)),
        row.getDouble(keys + 1),
        costs);
  }

  private static String column(Cost cost) {
    return cost.name().toLowerCase(Locale.ROOT);
  }
}
