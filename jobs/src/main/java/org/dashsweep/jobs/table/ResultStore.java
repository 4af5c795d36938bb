package org.dashsweep.jobs.table;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.fs.permission.FsPermission;
import org.dashsweep.trial.TrialResult;
import org.dashsweep.trial.TrialStatus;
import org.jspecify.annotations.Nullable;

/**
 * The tables of one output directory, on any file system Hadoop knows.
 *
 * <p>Each trial has one Parquet file per table, {@code TABLE/TRIAL_ID.parquet}. A file is written
 * under a hidden name, which readers of Parquet skip, and renamed when it is complete; the one in
 * {@code trials} comes last. So whoever starts from {@code trials} never meets half a trial. A
 * process that dies between two tables leaves rows in the others that no row in {@code trials}
 * speaks for: join with {@code trials}, or wait for the trial's next attempt, which replaces them.
 *
 * <p>Instances keep no state of their own: any number of processes may use the same directory.
 */
public final class ResultStore {
  private static final String SUFFIX = ".parquet";

  private final Path directory;
  private final Configuration configuration;
  private final FileContext files;

  private ResultStore(Path directory, Configuration configuration, FileContext files) {
    this.directory = directory;
    this.configuration = configuration;
    this.files = files;
  }

  /**
   * Opens an output directory, which need not exist yet.
   *
   * @param directory a path or URI, such as {@code out}, {@code hdfs:///sweeps/glue} or {@code
   *     s3a://bucket/sweeps/glue}
   * @throws IOException if there is no such file system
   */
  public static ResultStore open(String directory, Configuration configuration) throws IOException {
    Configuration own = new Configuration(configuration);
    // The default local file system would put a .NAME.crc beside each file.
    own.set("fs.AbstractFileSystem.file.impl", "org.apache.hadoop.fs.local.RawLocalFs");
    Path path = new Path(directory);
    try {
      FileContext files =
          path.toUri().getScheme() == null
              ? FileContext.getFileContext(own)
              : FileContext.getFileContext(path.toUri(), own);
      return new ResultStore(files.makeQualified(path), own, files);
    } catch (IOException | RuntimeException e) {
      throw new IOException(
          "cannot open " + directory + ": check its scheme and the Hadoop settings", e);
    }
  }

  /** The output directory, with its scheme. */
  public Path directory() {
    return directory;
  }

  /** Where a table's files lie, for Spark SQL and other readers. */
  public Path directory(TableSchema<?> table) {
    return new Path(directory, table.name());
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
        delete(file(table, id));
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
    Path trials = directory(Tables.TRIALS);
    try {
      RemoteIterator<FileStatus> found = files.listStatus(trials);
      while (found.hasNext()) {
        Path file = found.next().getPath();
        if (isVisible(file)) {
          try {
            rows.addAll(ParquetFile.read(file, configuration, Tables.TRIALS));
          } catch (FileNotFoundException e) {
            // A failed trial whose next attempt is being committed: it is not done.
          }
        }
      }
    } catch (FileNotFoundException e) {
      return List.of();
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
      return ParquetFile.read(file(table, trialId), configuration, table);
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
    Path target = new Path(directory, name);
    replace(target, stream -> stream.write(content));
    return target;
  }

  /**
   * Copies a file of this machine into the output directory, whole or not at all.
   *
   * @param name relative to the output directory
   */
  public void writeFile(String name, java.nio.file.Path local) throws IOException {
    replace(new Path(directory, name), stream -> Files.copy(local, stream));
  }

  /**
   * Copies a file that is not a table to this machine.
   *
   * @param name relative to the output directory
   * @param local must not exist yet
   * @throws FileNotFoundException if there is no such file
   */
  public void copyFile(String name, java.nio.file.Path local) throws IOException {
    try (InputStream stream = files.open(new Path(directory, name))) {
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
    try (InputStream stream = files.open(new Path(directory, name))) {
      return Optional.of(stream.readAllBytes());
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  /**
   * The names of the files in a directory, sorted; none if there is no such directory.
   *
   * @param name relative to the output directory
   */
  public List<String> fileNames(String name) throws IOException {
    List<String> names = new ArrayList<>();
    try {
      RemoteIterator<FileStatus> found = files.listStatus(new Path(directory, name));
      while (found.hasNext()) {
        FileStatus status = found.next();
        if (status.isFile() && !status.getPath().getName().startsWith(".")) {
          names.add(status.getPath().getName());
        }
      }
    } catch (FileNotFoundException e) {
      return List.of();
    }
    names.sort(Comparator.naturalOrder());
    return names;
  }

  <R> void write(TableSchema<R> table, String trialId, List<R> rows) throws IOException {
    replace(file(table, trialId), stream -> ParquetFile.write(stream, configuration, table, rows));
  }

  private void replace(Path target, Content content) throws IOException {
    Path hidden =
        new Path(target.getParent(), "." + target.getName() + "." + UUID.randomUUID() + ".tmp");
    try {
      files.mkdir(target.getParent(), FsPermission.getDirDefault(), true);
      try (FSDataOutputStream stream = files.create(hidden, EnumSet.of(CreateFlag.CREATE))) {
        content.writeTo(stream);
      }
      files.rename(hidden, target, Options.Rename.OVERWRITE);
    } catch (IOException | RuntimeException e) {
      try {
        delete(hidden);
      } catch (IOException | RuntimeException second) {
        e.addSuppressed(second);
      }
      throw new IOException("cannot write " + target, e);
    }
  }

  private void delete(Path file) throws IOException {
    try {
      files.delete(file, false);
    } catch (FileNotFoundException e) {
      // It is gone, which is what was asked for.
    }
  }

  private Path file(TableSchema<?> table, String trialId) {
    return new Path(directory(table), trialId + SUFFIX);
  }

  private static boolean isVisible(Path file) {
    String name = file.getName();
    return name.endsWith(SUFFIX) && !name.startsWith(".") && !name.startsWith("_");
  }

  private static <T> List<TrialEntry<T>> entries(String trialId, List<T> values) {
    return values.stream().map(value -> new TrialEntry<>(trialId, value)).toList();
  }

  /** What a file is to hold. */
  private interface Content {
    void writeTo(FSDataOutputStream stream) throws IOException;
  }
}
