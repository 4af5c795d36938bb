package org.dashsweep.jobs.tables;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;
import org.dashsweep.jobs.tables.TableManifest.Part;
import org.jspecify.annotations.Nullable;

/**
 * The tables of an output directory as they were when it was made, however much is committed and
 * compacted meanwhile: no row is seen twice or missing.
 *
 * <p>It takes the manifest first and then lists the trials' own files. A trial of the manifest is
 * read from its compacted part alone, every other trial from its own files. Those stay for a grace
 * period after they were compacted.
 */
public final class TableSnapshot {
  private final ResultStore store;
  private final TableManifest manifest;
  private final TableListing listing;
  private final TableCompleteness complete;
  private final Map<String, Part> parts;

  private TableSnapshot(
      ResultStore store, TableManifest manifest, TableListing listing, TableCompleteness complete) {
    this.store = store;
    this.manifest = manifest;
    this.listing = listing;
    this.complete = complete;
    this.parts = complete.compacted();
  }

  static TableSnapshot of(ResultStore store) throws IOException {
    TableManifests.Index compacted = store.compacted();
    TableListing listing = TableListing.of(store);
    return new TableSnapshot(
        store, compacted.manifest(), listing, TableCompleteness.of(store, compacted, listing));
  }

  /** Returns the damage to the files, which is left out of all that is read here. */
  public TableDamage damage() {
    return complete.damage();
  }

  /** The manifest that counts. */
  TableManifest manifest() {
    return manifest;
  }

  /** The trials that have files of their own. */
  TableListing listing() {
    return listing;
  }

  /** The trials whose own files count and that will not run again. */
  SortedSet<String> finalAndLoose() {
    return new TreeSet<>(complete.ended());
  }

  /** The parts that count. */
  List<Part> parts() {
    return complete.parts();
  }

  /** Parts that are not whole and hold no trial that has no files of its own. */
  List<Part> replacedParts() {
    return complete.replaced();
  }

  /** Tells whether no trial is committed. */
  public boolean isEmpty() {
    return parts.isEmpty() && complete.ended().isEmpty() && complete.failed().isEmpty();
  }

  /** The ids of the trials that need not run again. */
  public Set<String> succeeded() {
    Set<String> ids = new TreeSet<>(parts.keySet());
    ids.addAll(complete.ended());
    return ids;
  }

  /** The ids of the trials that failed and may run again. */
  public Set<String> failed() {
    return new TreeSet<>(complete.failed());
  }

  /** Every committed trial, by id. */
  public List<TrialRow> rows() throws IOException {
    Set<String> all = new HashSet<>(succeeded());
    all.addAll(failed());
    return rows(all);
  }

  /** Some of the committed trials, by id; ids that are none do no harm. */
  public List<TrialRow> rows(Set<String> trialIds) throws IOException {
    List<TrialRow> rows = new ArrayList<>();
    forEach(Tables.TRIALS, trialIds, rows::add);
    rows.sort(Comparator.comparing(TrialRow::trialId));
    return rows;
  }

  /** A committed trial. */
  public Optional<TrialRow> find(String trialId) throws IOException {
    return read(Tables.TRIALS, trialId).stream().findFirst();
  }

  /** One trial's rows of a table, in the order they were written. */
  public <R> List<R> read(TableSchema<R> table, String trialId) throws IOException {
    @Nullable Part part = parts.get(trialId);
    return part == null ? store.readOwn(table, trialId) : store.readPart(table, part, trialId);
  }

  /**
   * All rows of a table that some trials have: each trial's together and in order, the trials in
   * any order. Reads each compacted file once.
   *
   * @param trialIds ids without rows there do no harm
   * @param rows called by this thread alone
   */
  public <R> void forEach(TableSchema<R> table, Set<String> trialIds, RowSink<R> rows)
      throws IOException {
    Map<Part, Set<String>> wanted = new LinkedHashMap<>();
    List<String> loose = new ArrayList<>();
    // Others are never compacted.
    Map<String, Part> compacted =
        Tables.ALL.stream().anyMatch(known -> known.name().equals(table.name())) ? parts : Map.of();
    for (String id : trialIds) {
      @Nullable Part part = compacted.get(id);
      if (part == null) {
        loose.add(id);
      } else {
        wanted.computeIfAbsent(part, key -> new HashSet<>()).add(id);
      }
    }
    for (Map.Entry<Part, Set<String>> part : wanted.entrySet()) {
      forEach(table, part.getKey(), part.getValue(), rows);
    }
    loose.sort(Comparator.naturalOrder());
    List<ParallelTables.Call<R>> reads = new ArrayList<>();
    loose.forEach(id -> reads.add(() -> store.readOwn(table, id)));
    ParallelTables.forEach(reads, rows);
  }

  private <R> void forEach(TableSchema<R> table, Part part, Set<String> ids, RowSink<R> rows)
      throws IOException {
    boolean whole = ids.size() == part.trialIds().size();
    @Nullable TableFile file =
        store.partFile(table, part, whole ? ids : Set.copyOf(part.trialIds()));
    if (file == null) {
      return;
    }
    ParquetTableFile.forEach(
        file,
        store.configuration(),
        table,
        row -> {
          if (whole || ids.contains(table.trialId(row))) {
            rows.accept(row);
          }
        });
  }

  /**
   * The essence of every committed trial's row, which is much faster than whole rows.
   *
   * @param trials called by this thread alone, in any order of the trials
   */
  public void forEachEssence(RowSink<TrialRowEssence> trials) throws IOException {
    TrialRowEssence.Reader reader = new TrialRowEssence.Reader();
    forEachTrial(TrialRowEssence.COLUMNS, row -> trials.accept(reader.read(row)));
  }

  /**
   * Some columns of every committed trial's row.
   *
   * @param columns of {@code trials}
   */
  <P> void forEachTrial(TableSchema<P> columns, RowSink<P> rows) throws IOException {
    List<ParallelTables.Call<P>> reads = new ArrayList<>();
    for (Part part : parts()) {
      // Its file is known by its checksum, not by its rows.
      @Nullable TableFile file = store.partFile(Tables.TRIALS, part, Set.of());
      if (file != null) {
        reads.add(() -> ParquetTableFile.read(file, store.configuration(), columns));
      }
    }
    Set<String> loose = new TreeSet<>(finalAndLoose());
    loose.addAll(failed());
    for (String id : loose) {
      reads.add(() -> store.readOwn(columns, store.trialFiles(id)));
    }
    ParallelTables.forEach(reads, rows);
  }

  /**
   * Every row of a table, those of trials that have not ended included.
   *
   * @param rows called by this thread alone
   */
  public <R> void forEach(TableSchema<R> table, RowSink<R> rows) throws IOException {
    if (table == Tables.EVENTS) {
      for (Path file : store.ownFiles(table)) {
        ParquetTableFile.forEach(
            TableFileNames.own(table, file), store.configuration(), table, rows);
      }
      return;
    }
    if (table != Tables.RUNGS) {
      forEach(table, succeeded(), rows);
    }
    for (R row : unsettled(table)) {
      rows.accept(row);
    }
  }

  /**
   * The files that hold a table's rows and will not change, for readers of Parquet such as Spark.
   * The table is what they hold and {@link #unsettled}.
   *
   * @throws IOException if the table's directory cannot be listed, or a file is another one than
   *     its name or its manifest says
   */
  public TableFiles files(TableSchema<?> table) throws IOException {
    List<TableFile> compacted = new ArrayList<>();
    if (table != Tables.EVENTS) {
      for (Part part : parts()) {
        @Nullable TableFile file = store.partFile(table, part, Set.of());
        if (file != null) {
          compacted.add(file);
        }
      }
    }
    List<TableFile> own = new ArrayList<>();
    for (Path file : store.ownFiles(table)) {
      if (isSettled(table, TableFileNames.stem(file))) {
        own.add(TableFileNames.own(table, file));
      }
    }
    List<ParallelTables.Step> openings = new ArrayList<>();
    Stream.concat(compacted.stream(), own.stream())
        .forEach(file -> openings.add(() -> file.open(store.configuration()).close()));
    ParallelTables.run(openings);
    return new TableFiles(
        compacted.stream().map(file -> file.path().toString()).toList(),
        store.directory(table).toString(),
        own.stream().map(file -> file.path().getName()).toList());
  }

  private boolean isSettled(TableSchema<?> table, String name) {
    return table == Tables.EVENTS || (table != Tables.RUNGS && complete.ended().contains(name));
  }

  /**
   * The rows of a table in files that may be replaced or deleted at any time, because their trials
   * have not ended for good: failures, attempts, rungs.
   */
  public <R> List<R> unsettled(TableSchema<R> table) throws IOException {
    Set<String> ids = new TreeSet<>();
    if (table == Tables.TRIALS) {
      ids.addAll(failed());
    } else if (table == Tables.ATTEMPTS || table == Tables.RUNGS) {
      ids.addAll(store.withOwnFile(table));
      if (table == Tables.ATTEMPTS) {
        ids.removeAll(succeeded());
      }
    }
    List<R> rows = new ArrayList<>();
    forEach(table, ids, rows::add);
    return rows;
  }
}
