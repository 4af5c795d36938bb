package org.dashsweep.jobs.benchmark;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.dashsweep.jobs.cli.Logs;
import org.dashsweep.jobs.sql.ResultViews;

/** Asks the views of an output directory for the means, as a process of its own. */
final class SqlProgram {
  private static final String MEANS =
      "SELECT method, rank, task, avg(primary_value), stddev(primary_value), count(*) AS trials"
          + " FROM trials WHERE status = 'SUCCEEDED' GROUP BY method, rank, task"
          + " ORDER BY method, rank, task";

  private SqlProgram() {}

  /**
   * What it prints, as JSON.
   *
   * @param sessionSeconds to start Spark
   * @param viewsSeconds to register the views
   * @param firstSeconds of the session's first query
   * @param secondSeconds of the same once more
   * @param trials that the means are of
   */
  record Times(
      double sessionSeconds,
      double viewsSeconds,
      double firstSeconds,
      double secondSeconds,
      long trials) {}

  public static void main(String[] arguments) throws IOException {
    Logs.silence();
    long start = System.nanoTime();
    try (SparkSession spark =
        SparkSession.builder()
            .master("local[2]")
            .appName("Dash Sweep: bench-sweep")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "localhost")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.sql.shuffle.partitions", "2")
            .getOrCreate()) {
      long started = System.nanoTime();
      ResultViews.register(spark, arguments[0]);
      long registered = System.nanoTime();
      long trials = means(spark);
      long first = System.nanoTime();
      means(spark);
      long second = System.nanoTime();
      System.out.println(
          new JsonMapper()
              .writeValueAsString(
                  new Times(
                      seconds(start, started),
                      seconds(started, registered),
                      seconds(registered, first),
                      seconds(first, second),
                      trials)));
    }
  }

  private static long means(SparkSession spark) {
    List<Row> rows = spark.sql(MEANS).collectAsList();
    return rows.stream().mapToLong(row -> row.getAs("trials")).sum();
  }

  private static double seconds(long from, long to) {
    return (to - from) * 1e-9;
  }
}
