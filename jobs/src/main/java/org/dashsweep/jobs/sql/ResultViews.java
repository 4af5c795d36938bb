package org.dashsweep.jobs.sql;

import java.io.IOException;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.dashsweep.jobs.table.ResultStore;
import org.dashsweep.jobs.table.Snapshot;
import org.dashsweep.jobs.table.TableFiles;
import org.dashsweep.jobs.table.TableSchema;
import org.dashsweep.jobs.table.Tables;

/**
 * The result tables as views of a Spark session, for notebooks and plain Spark SQL: compacted rows
 * and those of trials that are not, each row once.
 *
 * <pre>{@code
 * ResultViews.register(spark, "s3a://bucket/results");
 * spark.sql("SELECT method, rank, task, avg(primary_value) FROM trials"
 *     + " WHERE status = 'SUCCEEDED' GROUP BY ALL").show();
 * }</pre>
 *
 * <p>The views are the tables as they were when they were registered. Register them again to see
 * what was committed since, or when a compaction's grace period has passed.
 */
public final class ResultViews {
  /** More files than that are looked up by a join instead of one by one. */
  private static final int LISTED = 1_000;

  private static final String FILE_NAME = "_metadata.file_name";

  private ResultViews() {}

  /**
   * Registers a temporary view for each table, named like it.
   *
   * @param directory the output directory of the runs: a path, or the URI of a Hadoop file system
   * @throws IOException if it cannot be listed, or its manifest not be read
   */
  public static void register(SparkSession spark, String directory) throws IOException {
    ResultStore store = ResultStore.open(directory, spark.sparkContext().hadoopConfiguration());
    Snapshot snapshot = store.snapshot();
    for (TableSchema<?> table : Tables.ALL) {
      rows(spark, table, snapshot.files(table)).createOrReplaceTempView(table.name());
    }
  }

  private static Dataset<Row> rows(SparkSession spark, TableSchema<?> table, TableFiles files) {
    Dataset<Row> rows = spark.createDataFrame(List.of(), table.structType());
    if (!files.compacted().isEmpty()) {
      rows =
          rows.union(
              spark
                  .read()
                  .schema(table.structType())
                  .parquet(files.compacted().toArray(new String[0])));
    }
    if (files.fileNames().isEmpty()) {
      return rows;
    }
    Dataset<Row> own =
        spark
            .read()
            .schema(table.structType())
            // Of a failed trial that is about to succeed.
            .option("ignoreMissingFiles", "true")
            .parquet(files.directory());
    return rows.union(counting(spark, own, files.fileNames()));
  }

  /** Only rows of files that count: those of compacted trials stay for a while. */
  private static Dataset<Row> counting(SparkSession spark, Dataset<Row> own, List<String> names) {
    if (names.size() <= LISTED) {
      return own.where(functions.col(FILE_NAME).isin(names.toArray()));
    }
    Dataset<Row> counted = spark.createDataset(names, Encoders.STRING()).toDF("counted_file");
    return own.join(
        functions.broadcast(counted),
        functions.col(FILE_NAME).equalTo(functions.col("counted_file")),
        "left_semi");
  }
}
