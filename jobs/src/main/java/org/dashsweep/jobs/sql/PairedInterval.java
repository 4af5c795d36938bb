package org.dashsweep.jobs.sql;

import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.dashsweep.jobs.statistics.CrossedMean;
import org.dashsweep.jobs.statistics.Interval;
import org.dashsweep.jobs.statistics.Power;
import org.jspecify.annotations.Nullable;
import scala.collection.Seq;

/**
 * The function {@code paired_interval} of Spark SQL: how much more often one method is right than
 * another one, and how sure that is.
 *
 * <pre>{@code
 * SELECT task, d.* FROM (
 *   SELECT task, paired_interval(collect_list(struct(seed, example_id, difference))) AS d
 *   FROM differences GROUP BY task)
 * }</pre>
 *
 * <p>A row of the list is a seed (BIGINT), an example (STRING) and the difference of two answers
 * (DOUBLE): −1, 0 or 1. Every seed needs the same examples. The result has the columns of {@link
 * #TYPE}. The interval is that of {@link CrossedMean}, as in the report's verdicts. It is null,
 * like the other numbers of the spread, where nothing is known of the spread.
 */
final class PairedInterval implements UDF1<@Nullable Seq<Row>, @Nullable Row> {
  /** The function's name. */
  static final String NAME = "paired_interval";

  /** The columns of a result. */
  static final StructType TYPE =
      new StructType()
          .add("difference", DataTypes.DoubleType)
          .add("low", DataTypes.DoubleType)
          .add("high", DataTypes.DoubleType)
          .add("standard_error", DataTypes.DoubleType)
          .add("degrees_of_freedom", DataTypes.DoubleType)
          .add("p", DataTypes.DoubleType)
          .add("minimum_detectable", DataTypes.DoubleType)
          .add("seeds", DataTypes.IntegerType)
          .add("examples", DataTypes.IntegerType)
          .add("over", DataTypes.StringType);

  private static final long serialVersionUID = 1;
  private static final double CONFIDENCE = 0.95;

  /** Makes the function known to a session. */
  static void register(SparkSession spark) {
    spark.udf().register(NAME, new PairedInterval(), TYPE);
  }

  @Override
  public @Nullable Row call(@Nullable Seq<Row> rows) {
    if (rows == null || rows.isEmpty()) {
      return null;
    }
    CrossedMean mean = PairedDifferences.of(rows).mean();
    Optional<Interval> interval = mean.interval(CONFIDENCE);
    boolean spread = mean.hasSpread();
    return RowFactory.create(
        mean.mean(),
        interval.map(Interval::low).orElse(null),
        interval.map(Interval::high).orElse(null),
        spread ? mean.standardError() : null,
        spread ? mean.degreesOfFreedom() : null,
        spread ? mean.p() : null,
        spread ? Power.minimumDetectable(mean) : null,
        mean.seeds(),
        mean.examples(),
        mean.over().toString());
  }
}
