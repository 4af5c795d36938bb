package org.dashsweep.jobs.sql;

import java.io.IOException;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.util.SerializableConfiguration;
import org.dashsweep.jobs.analysis.result.AnalysisStore;
import org.dashsweep.jobs.analysis.result.StoredAnalysis;
import org.dashsweep.jobs.tables.ResultStore;
import org.dashsweep.jobs.tables.TableFiles;
import org.dashsweep.jobs.tables.TableSchema;
import org.dashsweep.jobs.tables.TableSnapshot;
import org.dashsweep.jobs.tables.Tables;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The result tables as views of a Spark session, for notebooks and plain Spark SQL. A view has
 * compacted and other rows, each row once.
 *
 * <pre>{@code
 * ResultViews.register(spark, "s3a://bucket/results");
 * spark.sql("SELECT method, rank, task, avg(primary_value) FROM trials"
 *     + " WHERE status = 'SUCCEEDED' GROUP BY ALL").show();
 * }</pre>
 *
 * <p>The views are the tables as they were when they were registered. Register them again to see
 * later commits. A compaction deletes old files after a grace period. A query that meets such a
 * file ends with Spark's error of a missing file, never with fewer rows: register the views again
 * then, too.
 */
public final class ResultViews {
  private static final Logger LOGGER = LoggerFactory.getLogger(ResultViews.class);
  private static final String FILE_NAME = "_metadata.file_name";

  private ResultViews() {}

  /**
   * Registers a temporary view for each table, named like it, and the function {@code
   * paired_interval}. The tables of an analysis are among them if {@code dash-sweep analyse} has
   * written them.
   *
   * @param directory the output directory of the runs: a path, or the URI of a Hadoop file system
   * @throws IOException if it cannot be listed, a trial that ended is not whole, or a file is
   *     damaged. Spark's executors read each file once
   */
  public static void register(SparkSession spark, String directory) throws IOException {
    ResultStore store = ResultStore.open(directory, spark.sparkContext().hadoopConfiguration());
    TableSnapshot snapshot = store.snapshot();
    register(spark, snapshot, Tables.VIEWS);
    PairedInterval.register(spark);
    Optional<StoredAnalysis> analysis = new AnalysisStore(store).read();
    if (analysis.isPresent()) {
      register(spark, analysis.get(), snapshot);
    }
  }

  private static void register(SparkSession spark, StoredAnalysis analysis, TableSnapshot snapshot)
      throws IOException {
    if (!analysis.isCurrent(snapshot)) {
      LOGGER.warn(StoredAnalysis.STALE);
    }
    analysis
        .sparkValues()
        .forEach(
            (table, rows) ->
                spark
                    .createDataFrame(
                        rows.stream().map(RowFactory::create).toList(), table.structType())
                    .createOrReplaceTempView(table.name()));
  }

  /**
   * Registers views of some tables of trials alone. Only their files are read.
   *
   * @param directory as in {@link #register(SparkSession, String)}
   * @param tables some of {@link Tables#VIEWS}
   * @throws IOException as {@link #register(SparkSession, String)} does
   */
  public static void register(SparkSession spark, String directory, List<TableSchema<?>> tables)
      throws IOException {
    ResultStore store = ResultStore.open(directory, spark.sparkContext().hadoopConfiguration());
    register(spark, store.snapshot(), tables);
  }

  private static void register(
      SparkSession spark, TableSnapshot snapshot, List<TableSchema<?>> tables) throws IOException {
    snapshot.damage().lines().forEach(LOGGER::warn);
    Map<TableSchema<?>, TableFiles> files = new LinkedHashMap<>();
    for (TableSchema<?> table : tables) {
      files.put(table, snapshot.files(table));
    }
    requireWhole(spark, files.values().stream().flatMap(f -> f.addresses().stream()).toList());
    for (Map.Entry<TableSchema<?>, TableFiles> table : files.entrySet()) {
      rows(spark, table.getKey(), snapshot, table.getValue())
          .createOrReplaceTempView(table.getKey().name());
    }
  }

  /** Spark verifies the contents of pages alone, not their headers. */
  private static void requireWhole(SparkSession spark, List<String> files) throws IOException {
    if (files.isEmpty()) {
      return;
    }
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    int tasks = Math.min(files.size(), 4 * context.defaultParallelism());
    List<String> problems =
        context
            .parallelize(files, tasks)
            .flatMap(new WholeFiles(new SerializableConfiguration(context.hadoopConfiguration())))
            .collect();
    if (!problems.isEmpty()) {
      throw new IOException(problems.get(0));
    }
  }

  /** Says what is wrong with files. */
  private static final class WholeFiles implements FlatMapFunction<String, String> {
    private static final long serialVersionUID = 1;

    private final SerializableConfiguration hadoop;

    WholeFiles(SerializableConfiguration hadoop) {
      this.hadoop = hadoop;
    }

    @Override
    public Iterator<String> call(String file) throws IOException {
      return TableFiles.problem(file, hadoop.value()).stream().iterator();
    }
  }

  private static <R> Dataset<Row> rows(
      SparkSession spark, TableSchema<R> table, TableSnapshot snapshot, TableFiles files)
      throws IOException {
    // Read now: a query would meet these files replaced, or gone.
    List<Row> unsettled =
        snapshot.unsettled(table).stream()
            .map(row -> RowFactory.create(table.sparkValues(row)))
            .toList();
    Dataset<Row> rows = spark.createDataFrame(unsettled, table.structType());
    if (!files.compacted().isEmpty()) {
      rows = rows.union(reader(spark, table).parquet(files.compacted().toArray(new String[0])));
    }
    if (files.fileNames().isEmpty()) {
      return rows;
    }
    // Those of compacted trials stay in the directory for a while. Spark asks this of names before
    // it opens files, so that none of them is missed when it goes.
    Set<String> counting = new HashSet<>(files.fileNames());
    UserDefinedFunction counts =
        functions.udf((UDF1<String, Boolean>) counting::contains, DataTypes.BooleanType);
    return rows.union(
        reader(spark, table)
            .parquet(files.directory())
            .where(counts.apply(functions.col(FILE_NAME))));
  }

  private static DataFrameReader reader(SparkSession spark, TableSchema<?> table) {
    return spark
        .read()
        .schema(table.structType())
        // S3A asks again when an answer is cut short, but not in reads of several ranges at once.
        .option("parquet.hadoop.vectored.io.enabled", "false")
        .option("parquet.page.verify-checksum.enabled", "true");
  }
}
