package org.dashsweep.jobs.tables;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentSkipListMap;
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
 * <p>A trial that ends has a Parquet file in each table that it has rows in, {@code
 * TABLE/TRIAL_ID.parquet}; the one in {@code trials} comes last. A reader that starts from {@code
 * trials} therefore never meets half a trial. A trial that failed, or was stopped early, has {@code
 * trials/TRIAL_ID.failed.parquet} alone, until a later attempt ends. Where both are, the failure no
 * longer counts. A process that dies between two tables leaves rows without a row in {@code
 * trials}. Join with {@code trials}, or wait for the trial's next attempt, which replaces them.
 *
 * <p>{@link TableCompaction} puts the rows of many trials together; {@link TableSnapshot} describes
 * how both are read.
 *
 * <p>Instances keep no state of their own: any number of processes may use the same directory.
 */
public final class ResultStore {
  private static final int DELETED_TOGETHER = 250;

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
   * @throws IOException if its file system cannot be opened
   * @throws org.dashsweep.jobs.storage.AddressException if the address names no place, or carries
   *     credentials
   */
  public static ResultStore open(String directory, Configuration configuration) throws IOException {
    OutputDirectory output = OutputDirectory.open(directory, configuration);
    Configuration own = output.configuration();
    // S3A asks again when an answer is cut short, but not in reads of several ranges at once.
    own.setBoolean("parquet.hadoop.vectored.io.enabled", false);
    return new ResultStore(output, own);
  }

  /**
   * Returns whether a folder of that name, directly below a directory, tells that trials were
   * committed there.
   */
  public static boolean isOfTrials(String folder) {
    return folder.equals(Tables.TRIALS.name()) || folder.equals(TablePartWriter.DIRECTORY);
  }

  /** Returns the place of the files, for what is not a table. */
  public OutputDirectory output() {
    return output;
  }

  /** The output directory, with its scheme. */
  public Path directory() {
    return output.path();
  }

  /** Returns the directory of a table's files, for Spark SQL and other readers. */
  public Path directory(TableSchema<?> table) {
    return output.path(table.name());
  }

  /**
   * Commits a trial that ended. One that failed or was stopped early is replaced by its next
   * attempt; a succeeded one is final, and committing it again changes nothing.
   *
   * @param result what it measured, or null if it did not succeed
   * @throws IllegalArgumentException if row and result do not agree on whether it failed
   */
  public void commit(TrialRow row, @Nullable TrialResult result) throws IOException {
    if ((row.status() == TrialStatus.SUCCEEDED) != (result != null)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "trial %s is %s but %s",
              row.trialId(),
              row.status(),
              result == null ? "has no result" : "has a result"));
    }
    String id = row.trialId();
    // That of a compacted trial may be deleted; what is then written for it counts nowhere.
    if (TableCompleteness.isDone(this, id)) {
      return;
    }
    if (result == null) {
      for (TableSchema<?> table : Tables.RESULTS) {
        delete(file(table, id));
      }
      writer().write(failedFile(id), row, Map.of());
      // One that is there is not whole.
      delete(file(Tables.TRIALS, id));
    } else {
      SortedMap<String, Long> lengths = new ConcurrentSkipListMap<>();
      // Each waits for a disk or a server most of the time.
      ParallelTables.run(
          List.of(
              () -> write(Tables.EVALUATIONS, id, result.evaluations(), lengths),
              () -> write(Tables.STEPS, id, result.steps(), lengths),
              () -> write(Tables.PREDICTIONS, id, result.predictions(), lengths),
              () -> write(Tables.DIRECTIONS, id, result.directions(), lengths),
              () -> write(Tables.CHANGE_RATES, id, result.changeRates(), lengths),
              () -> write(Tables.IMAGES, id, result.images(), lengths)));
      writer().write(file(Tables.TRIALS, id), row, lengths);
      // Where both are, the failure no longer counts.
      delete(failedFile(id));
    }
  }

  private <T> void write(
      TableSchema<EntryRow<T>> table, String id, List<T> values, Map<String, Long> lengths)
      throws IOException {
    if (values.isEmpty()) {
      delete(file(table, id));
    } else {
      WrittenTableFile written = writer().write(file(table, id), table, entries(id, values));
      lengths.put(table.name(), written.length());
    }
  }

  /**
   * Commits trials of which none is known yet, compacted and all at once, as from another source.
   *
   * @throws IOException if a file cannot be written, or somebody else compacted meanwhile
   * @throws IllegalArgumentException if one of them is compacted already
   */
  public void commitTogether(List<FinishedTrial> trials) throws IOException {
    TableManifests.Index compacted = compacted();
    TableManifest manifest = compacted.manifest();
    Set<String> known = compacted.byTrial().keySet();
    List<String> ids = trials.stream().map(trial -> trial.row().trialId()).toList();
    for (String id : ids) {
      if (known.contains(id)) {
        throw new IllegalArgumentException("trial " + id + " is committed already");
      }
    }
    TablePartWriter.Written written =
        TablePartWriter.write(this, Tables.ALL, new TableImport(trials));
    String now = Instant.now().toString();
    manifests()
        .publish(manifest.replacing(List.of(), List.of(written.part(now, ids)), now), manifest);
  }

  /**
   * The tables as they are now.
   *
   * @throws IOException if they cannot be listed, or a trial that ended is not whole: what is read
   *     of the others would be something else than what was committed
   */
  public TableSnapshot snapshot() throws IOException {
    TableSnapshot snapshot = survey();
    snapshot.damage().requireNone();
    return snapshot;
  }

  /** The tables as they are now; a trial that is not whole is none of them. */
  public TableSnapshot survey() throws IOException {
    return TableSnapshot.of(this);
  }

  /** The ids of the trials that need not run again. Opens no table. */
  public Set<String> succeeded() throws IOException {
    return snapshot().succeeded();
  }

  /** Every committed trial, by id. */
  public List<TrialRow> rows() throws IOException {
    return snapshot().rows();
  }

  /** A committed trial; one that is not whole is none. */
  public Optional<TrialRow> find(String trialId) throws IOException {
    TableManifest.@Nullable Part part = part(trialId);
    if (part != null) {
      return readPart(Tables.TRIALS, part, trialId).stream().findFirst();
    }
    return TableCompleteness.isDone(this, trialId) || TableCompleteness.hasFailed(this, trialId)
        ? readOwn(Tables.TRIALS, trialId).stream().findFirst()
        : Optional.empty();
  }

  /** One trial's rows of a table, in the order they were written. */
  public <R> List<R> read(TableSchema<R> table, String trialId) throws IOException {
    TableManifest.@Nullable Part part = part(trialId);
    return part == null ? readOwn(table, trialId) : readPart(table, part, trialId);
  }

  /** The part that a trial's rows are in; null if there is none, or it is not whole. */
  private TableManifest.@Nullable Part part(String trialId) throws IOException {
    TableManifest.@Nullable Part part = compacted().byTrial().get(trialId);
    return part != null && TableCompleteness.isWhole(this, part) ? part : null;
  }

  /** A trial's rows in files of its own. */
  <R> List<R> readOwn(TableSchema<R> table, String trialId) throws IOException {
    return readOwn(
        table, table == Tables.TRIALS ? trialFiles(trialId) : List.of(file(table, trialId)));
  }

  /**
   * The rows of the first of some files that is there, or none.
   *
   * @param table all or some of its columns
   */
  <R> List<R> readOwn(TableSchema<R> table, List<Path> places) throws IOException {
    for (Path place : places) {
      try {
        return ParquetTableFile.read(TableFileNames.own(table, place), configuration, table);
      } catch (FileNotFoundException e) {
        // Nothing there.
      }
    }
    return List.of();
  }

  /** The trials that have a file of their own in a table, which is not that of a failure. */
  Set<String> withOwnFile(TableSchema<?> table) throws IOException {
    Set<String> ids = new HashSet<>();
    for (Path file : ownFiles(table)) {
      ids.add(TableFileNames.stem(file));
    }
    return ids;
  }

  /**
   * The files of a table that trials, or runs in {@code events}, have of their own: those whose
   * names can be theirs. Failures are not among them.
   */
  List<Path> ownFiles(TableSchema<?> table) throws IOException {
    return fileNames(table.name()).stream()
        .filter(name -> TableFileNames.isOwn(table, name))
        .map(name -> new Path(directory(table), name))
        .toList();
  }

  /**
   * The file of a table in a part, or null if none of its trials has rows there.
   *
   * @param trialIds those whose rows are expected
   */
  @Nullable TableFile partFile(
      TableSchema<?> table, TableManifest.Part part, Set<String> trialIds) {
    @Nullable String file = part.file(table);
    return file == null
        ? null
        : new TableFile(path(file), new TableFile.OfPart(trialIds, part.identity(file)));
  }

  /** A trial's rows in its part. */
  <R> List<R> readPart(TableSchema<R> table, TableManifest.Part part, String trialId)
      throws IOException {
    @Nullable TableFile file = partFile(table, part, Set.of(trialId));
    return file == null ? List.of() : ParquetTableFile.read(file, configuration, table, trialId);
  }

  /** Returns the index of what is compacted. */
  TableManifests.Index compacted() throws IOException {
    return manifests().latest();
  }

  TableWriter writer() {
    return new TableWriter(this);
  }

  TableManifests manifests() {
    return new TableManifests(output);
  }

  /** The names of a directory's files, hidden ones among them, that are older than a time. */
  List<String> fileNamesOlderThan(String name, Instant time) throws IOException {
    List<String> names = new ArrayList<>();
    for (FileStatus status : output.list(name)) {
      if (status.isFile() && status.getModificationTime() < time.toEpochMilli()) {
        names.add(status.getPath().getName());
      }
    }
    return names;
  }

  /**
   * Lists the places of a trial's row, in the order to look: one that failed and then succeeded can
   * move from the last to the first, but not back.
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
    return output.path(name);
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
   * Deletes a file that is not a table, or an empty directory; does nothing if there is none.
   *
   * @param name relative to the output directory
   */
  public void deleteFile(String name) throws IOException {
    output.delete(name);
  }

  /**
   * The names of the files in a directory, sorted; none if there is no such directory.
   *
   * @param name relative to the output directory
   */
  public List<String> fileNames(String name) throws IOException {
    return output.files(name).stream().map(file -> file.getPath().getName()).toList();
  }

  /** Writes a trial's rows, or takes away those of an earlier attempt if there are none. */
  <R> void write(TableSchema<R> table, String trialId, List<R> rows) throws IOException {
    if (rows.isEmpty()) {
      delete(file(table, trialId));
      return;
    }
    writer().write(file(table, trialId), table, rows);
  }

  /** Deletes a file that may be gone. */
  void delete(Path file) throws IOException {
    output.delete(file);
  }

  /** Deletes many files that may be gone, several at once. */
  void delete(List<Path> files) throws IOException {
    List<ParallelTables.Step> steps = new ArrayList<>();
    for (int from = 0; from < files.size(); from += DELETED_TOGETHER) {
      List<Path> some = files.subList(from, Math.min(files.size(), from + DELETED_TOGETHER));
      steps.add(() -> output.delete(some));
    }
    ParallelTables.run(steps);
  }

  Path file(TableSchema<?> table, String trialId) {
    return new Path(directory(table), trialId + TableFileNames.SUFFIX);
  }

  Path failedFile(String trialId) {
    return new Path(directory(Tables.TRIALS), trialId + TableFileNames.FAILED_SUFFIX);
  }

  static <T> List<EntryRow<T>> entries(String trialId, List<T> values) {
    return values.stream().map(value -> new EntryRow<>(trialId, value)).toList();
  }
}
