package org.dashsweep.jobs.table;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
 * <p>A trial that ends has a Parquet file in each table that it has rows in, {@code
 * TABLE/TRIAL_ID.parquet}; the one in {@code trials} comes last. So whoever starts from {@code
 * trials} never meets half a trial. One that failed has {@code trials/TRIAL_ID.failed.parquet}
 * alone, until a later attempt ends; where both are, the failure no longer counts. A process that
 * dies between two tables leaves rows in the others that no row in {@code trials} speaks for: join
 * with {@code trials}, or wait for the trial's next attempt, which replaces them.
 *
 * <p>{@link Compaction} puts the rows of many trials together; {@link Snapshot} says how both are
 * read.
 *
 * <p>Instances keep no state of their own: any number of processes may use the same directory.
 */
public final class ResultStore {
  /** Of the file of a trial that will not run again, in every table. */
  static final String SUFFIX = ".parquet";

  /** Of the file in {@code trials} of a trial that failed: its name alone says so. */
  static final String FAILED_SUFFIX = ".failed" + SUFFIX;

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
    String id = row.trialId();
    // That of a compacted trial may be deleted; what is then written for it counts nowhere.
    if (exists(file(Tables.TRIALS, id))) {
      return;
    }
    if (result == null) {
      for (TableSchema<?> table : Tables.RESULTS) {
        delete(file(table, id));
      }
      replace(
          failedFile(id),
          stream -> ParquetFile.write(stream, configuration, Tables.TRIALS, List.of(row)));
    } else {
      write(Tables.EVALUATIONS, id, entries(id, result.evaluations()));
      write(Tables.STEPS, id, entries(id, result.steps()));
      write(Tables.PREDICTIONS, id, entries(id, result.predictions()));
      write(Tables.DIRECTIONS, id, entries(id, result.directions()));
      write(Tables.TRIALS, id, List.of(row));
      // Where both are, the failure no longer counts.
      delete(failedFile(id));
    }
  }

  /** The tables as they are now. */
  public Snapshot snapshot() throws IOException {
    return Snapshot.of(this);
  }

  /** The ids of the trials that need not run again. Opens no table. */
  public Set<String> succeeded() throws IOException {
    return snapshot().succeeded();
  }

  /** Every committed trial, by id. */
  public List<TrialRow> rows() throws IOException {
    return snapshot().rows();
  }

  /** A committed trial. */
  public Optional<TrialRow> find(String trialId) throws IOException {
    return read(Tables.TRIALS, trialId).stream().findFirst();
  }

  /** One trial's rows of a table, in the order they were written. */
  public <R> List<R> read(TableSchema<R> table, String trialId) throws IOException {
    for (Manifest.Part part : manifest().parts()) {
      if (part.trialIds().contains(trialId)) {
        return readPart(table, part, trialId);
      }
    }
    return readOwn(table, trialId);
  }

  /** A trial's rows in files of its own. */
  <R> List<R> readOwn(TableSchema<R> table, String trialId) throws IOException {
    List<Path> places =
        table == Tables.TRIALS ? trialFiles(trialId) : List.of(file(table, trialId));
    for (Path place : places) {
      try {
        return ParquetFile.read(place, configuration, table);
      } catch (FileNotFoundException e) {
        // Nothing there.
      }
    }
    return List.of();
  }

  /** A trial's rows in its part. */
  <R> List<R> readPart(TableSchema<R> table, Manifest.Part part, String trialId)
      throws IOException {
    @Nullable String file = part.file(table);
    return file == null ? List.of() : ParquetFile.read(path(file), configuration, table, trialId);
  }

  /** What is compacted. */
  Manifest manifest() throws IOException {
    Optional<byte[]> content = readFile(Manifest.FILE);
    return content.isEmpty()
        ? Manifest.NONE
        : Manifest.parse(path(Manifest.FILE).toString(), content.get());
  }

  /**
   * Makes a manifest count.
   *
   * @param read the one that it was made from
   * @throws IOException if another was published since
   */
  void publish(Manifest next, Manifest read) throws IOException {
    // No lock: two that meet in the moment between lose the work of one of them, but no rows, since
    // files are deleted only long after they cease to count.
    if (manifest().generation() != read.generation()) {
      throw new IOException(
          "%s was compacted or rescored by another process meanwhile, whose work counts; run this"
                  .formatted(directory)
              + " again");
    }
    writeFile(Manifest.FILE, next.toJson());
  }

  /** The names of a directory's files, hidden ones among them, that are older than a time. */
  List<String> fileNamesOlderThan(String name, Instant time) throws IOException {
    List<String> names = new ArrayList<>();
    try {
      RemoteIterator<FileStatus> found = files.listStatus(path(name));
      while (found.hasNext()) {
        FileStatus status = found.next();
        if (status.isFile() && status.getModificationTime() < time.toEpochMilli()) {
          names.add(status.getPath().getName());
        }
      }
    } catch (FileNotFoundException e) {
      return List.of();
    }
    return names;
  }

  /**
   * Where a trial's row can be, in the order to look: one that failed and then succeeded can move
   * from the last to the first, but not back.
   */
  List<Path> trialFiles(String trialId) {
    Path ended = file(Tables.TRIALS, trialId);
    // Once more in case it moved in between.
    return List.of(ended, failedFile(trialId), ended);
  }

  Configuration configuration() {
    return configuration;
  }

  /** A place in the output directory. */
  Path path(String name) {
    return new Path(directory, name);
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

  /** Writes a trial's rows, or takes away those of an earlier attempt if there are none. */
  <R> void write(TableSchema<R> table, String trialId, List<R> rows) throws IOException {
    if (rows.isEmpty()) {
      delete(file(table, trialId));
      return;
    }
    replace(file(table, trialId), stream -> ParquetFile.write(stream, configuration, table, rows));
  }

  /** Writes a file whole or not at all, over one of that name. */
  void replace(Path target, Content content) throws IOException {
    Path hidden =
        new Path(target.getParent(), "." + target.getName() + "." + UUID.randomUUID() + ".tmp");
    try {
      files.mkdir(target.getParent(), FsPermission.getDirDefault(), true);
      try (FSDataOutputStream stream = files.create(hidden, EnumSet.of(CreateFlag.CREATE))) {
        content.writeTo(stream);
      }
      if ("file".equals(target.toUri().getScheme())) {
        // Hadoop would delete what is there first, and a reader meet nothing.
        Files.move(local(hidden), local(target), StandardCopyOption.ATOMIC_MOVE);
      } else {
        files.rename(hidden, target, Options.Rename.OVERWRITE);
      }
    } catch (IOException | RuntimeException e) {
      try {
        delete(hidden);
      } catch (IOException | RuntimeException second) {
        e.addSuppressed(second);
      }
      throw new IOException("cannot write " + target, e);
    }
  }

  private static java.nio.file.Path local(Path file) {
    return java.nio.file.Path.of(file.toUri().getPath());
  }

  /** Deletes a file that may be gone. */
  void delete(Path file) throws IOException {
    try {
      files.delete(file, false);
    } catch (FileNotFoundException e) {
      // It is gone, which is what was asked for.
    }
  }

  Path file(TableSchema<?> table, String trialId) {
    return new Path(directory(table), trialId + SUFFIX);
  }

  Path failedFile(String trialId) {
    return new Path(directory(Tables.TRIALS), trialId + FAILED_SUFFIX);
  }

  private boolean exists(Path file) throws IOException {
    try {
      files.getFileStatus(file);
      return true;
    } catch (FileNotFoundException e) {
      return false;
    }
  }

  private static <T> List<TrialEntry<T>> entries(String trialId, List<T> values) {
    return values.stream().map(value -> new TrialEntry<>(trialId, value)).toList();
  }

  /** What a file is to hold. */
  interface Content {
    void writeTo(FSDataOutputStream stream) throws IOException;
  }
}
