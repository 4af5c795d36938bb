package org.dashsweep.jobs.table;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.dashsweep.jobs.storage.OutputDirectory;
import org.dashsweep.trial.TrialResult;
import org.dashsweep.trial.TrialStatus;
import org.jspecify.annotations.Nullable;

/**
 * The tables of one output directory, on any file system Hadoop knows.
 *
 * <p>Each trial has one Parquet file per table, {@code TABLE/TRIAL_ID.parquet}. Files appear whole
 * ({@link OutputDirectory} says how), the one in {@code trials} last. So whoever starts from {@code
 * trials} never meets half a trial. A process that dies between two tables leaves rows in the
 * others that no row in {@code trials} speaks for: join with {@code trials}, or wait for the
 * trial's next attempt, which replaces them.
 *
 * <p>Instances keep no state of their own: any number of processes may use the same directory.
 */
public final class ResultStore {
  private static final String SUFFIX = ".parquet";

  private final OutputDirectory output;
  private final Configuration configuration;

  private ResultStore(OutputDirectory output, Configuration configuration) {
    this.output = output;
    this.configuration = configuration;
  }

  /**
   * Opens an output directory, which need not exist yet.
   *
   * @param directory a path or URI, such as {@code out}, {@code hdfs:///sweeps/glue} or {@code
   *     s3a://bucket/sweeps/glue}
   * @throws IOException if there is no such file system
   * @throws org.dashsweep.jobs.storage.CredentialsInAddressException if the URI carries credentials
   */
  public static ResultStore open(String directory, Configuration configuration) throws IOException {
    Configuration own = new Configuration(configuration);
    // S3A asks again when an answer is cut short, but not in reads of several ranges at once.
    own.setBoolean("parquet.hadoop.vectored.io.enabled", false);
    return new ResultStore(OutputDirectory.open(directory, own), own);
  }

  /** Where the files lie, for what is not a table. */
  public OutputDirectory output() {
    return output;
  }

  /** The output directory, with its scheme. */
  public Path directory() {
    return output.path();
  }

  /** Where a table's files lie, for Spark SQL and other readers. */
  public Path directory(TableSchema<?> table) {
    return output.path(table.name());
  }

  /**
   * Commits a finished trial. A failed trial is replaced by its next attempt; a succeeded one is
   * final, and committing it again changes nothing.
   *
   * @param result what it measured, or null if it failed
   * @throws IllegalArgumentException if row and result do not agree on whether it failed
   */
  public void commit(TrialRow row, @Nullable TrialResult result) throws IOException {
    if ((row.status() == TrialStatus.SUCCEEDED) != (result != null)) {
      throw new IllegalArgumentException(
          "trial %s is %s but %s"
              .formatted(
                  row.trialId(), row.status(), result == null ? "has no result" : "has a result"));
    }
    if (find(row.trialId()).map(TrialRow::status).equals(Optional.of(TrialStatus.SUCCEEDED))) {
      return;
    }
    String id = row.trialId();
    if (result == null) {
      for (TableSchema<?> table : Tables.RESULTS) {
        output.delete(name(table, id));
      }
    } else {
      write(Tables.EVALUATIONS, id, entries(id, result.evaluations()));
      write(Tables.STEPS, id, entries(id, result.steps()));
      write(Tables.PREDICTIONS, id, entries(id, result.predictions()));
      write(Tables.DIRECTIONS, id, entries(id, result.directions()));
    }
    write(Tables.TRIALS, id, List.of(row));
  }

  /** The ids of the trials that need not run again. */
  public Set<String> succeeded() throws IOException {
    Set<String> ids = new TreeSet<>();
    for (TrialRow row : rows()) {
      if (row.status() == TrialStatus.SUCCEEDED) {
        ids.add(row.trialId());
      }
    }
    return ids;
  }

  /** Every committed trial, by id. */
  public List<TrialRow> rows() throws IOException {
    List<TrialRow> rows = new ArrayList<>();
    for (FileStatus file : output.files(Tables.TRIALS.name())) {
      if (file.getPath().getName().endsWith(SUFFIX)) {
        try {
          rows.addAll(ParquetFile.read(file.getPath(), configuration, Tables.TRIALS));
        } catch (FileNotFoundException e) {
          // A failed trial whose next attempt is being committed: it is not done.
        }
      }
    }
    rows.sort(Comparator.comparing(TrialRow::trialId));
    return rows;
  }

  /** A committed trial. */
  public Optional<TrialRow> find(String trialId) throws IOException {
    return read(Tables.TRIALS, trialId).stream().findFirst();
  }

  /** One trial's rows of a table, in the order they were written; none if it has no file there. */
  public <R> List<R> read(TableSchema<R> table, String trialId) throws IOException {
    try {
      return ParquetFile.read(output.path(name(table, trialId)), configuration, table);
    } catch (FileNotFoundException e) {
      return List.of();
    }
  }

  /**
   * Writes a file that is not a table, such as a report, whole or not at all.
   *
   * @param name relative to the output directory
   */
  public Path writeFile(String name, byte[] content) throws IOException {
    output.write(name, stream -> stream.write(content));
    return output.path(name);
  }

  /**
   * Copies a file of this machine into the output directory, whole or not at all.
   *
   * @param name relative to the output directory
   */
  public void writeFile(String name, java.nio.file.Path local) throws IOException {
    output.write(name, stream -> Files.copy(local, stream));
  }

  /**
   * Copies a file that is not a table to this machine.
   *
   * @param name relative to the output directory
   * @param local must not exist yet
   * @throws FileNotFoundException if there is no such file
   */
  public void copyFile(String name, java.nio.file.Path local) throws IOException {
    try (InputStream stream = output.open(name)) {
      Files.copy(stream, local);
    }
  }

  /**
   * Reads a file that is not a table.
   *
   * @param name relative to the output directory
   * @return its content, or nothing if there is no such file
   */
  public Optional<byte[]> readFile(String name) throws IOException {
    return output.read(name);
  }

  /**
   * The names of the files in a directory, sorted; none if there is no such directory.
   *
   * @param name relative to the output directory
   */
  public List<String> fileNames(String name) throws IOException {
    return output.files(name).stream().map(file -> file.getPath().getName()).toList();
  }

  <R> void write(TableSchema<R> table, String trialId, List<R> rows) throws IOException {
    output.write(
        name(table, trialId), stream -> ParquetFile.write(stream, configuration, table, rows));
  }

  private static String name(TableSchema<?> table, String trialId) {
    return table.name() + "/" + trialId + SUFFIX;
  }

  private static <T> List<TrialEntry<T>> entries(String trialId, List<T> values) {
    return values.stream().map(value -> new TrialEntry<>(trialId, value)).toList();
  }
}
