package org.dashsweep.jobs.tables;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.dashsweep.jobs.tables.TableManifest.Part;
import org.jspecify.annotations.Nullable;

/**
 * Decides which trials are done. Planning, running, status, report and compaction all ask here.
 *
 * <p>A trial with files of its own is done under two conditions: its row in {@code trials} is as it
 * was written, and each file that the row names has its length. A compacted trial is done if the
 * files of its part are there with their lengths. The content of files is verified when they are
 * read.
 *
 * @param compacted the part of each trial that is in a whole one
 * @param parts that count, in the manifest's order
 * @param replaced parts that are not whole, of which every trial is done all the same
 * @param ended the other trials that are done
 * @param failed trials that have a row but may run again
 * @param damage to the files
 */
record TableCompleteness(
    Map<String, Part> compacted,
    List<Part> parts,
    List<Part> replaced,
    Set<String> ended,
    Set<String> failed,
    TableDamage damage) {
  /** Rows that one thread looks at before it takes the next ones. */
  private static final int ROWS_TOGETHER = 64;

  /** The verdict on a trial's own row. */
  private sealed interface Verdict {
    String id();
  }

  private record Whole(String id) implements Verdict {}

  /** The file of another trial under this name. */
  private record Stray(String id, String file) implements Verdict {}

  private record Broken(String id, String what) implements Verdict {}

  /** Tells how long a trial's file in a table is, or that there is none. */
  private interface Lengths {
    @Nullable Long of(String table, String trialId) throws IOException;
  }

  /** Looks at a whole output directory, whose {@code trials} are listed already. */
  static TableCompleteness of(ResultStore store, TableManifests.Index index, TableListing listing)
      throws IOException {
    Map<String, Map<String, Long>> lengths = new HashMap<>();
    List<String> strays = new ArrayList<>(listing.strays());
    // A trial's row is written last: what is listed after it has all of its files.
    list(store, lengths, strays);
    Map<Part, String> broken = broken(store, index.manifest());
    Map<String, Part> compacted = index.byTrial();
    if (!broken.isEmpty()) {
      compacted = new HashMap<>(compacted);
      compacted.values().removeAll(broken.keySet());
    }
    Map<String, FileStatus> ended = new HashMap<>(listing.ended());
    ended.keySet().removeAll(compacted.keySet());
    Map<String, FileStatus> failed = new HashMap<>(listing.failed());
    failed.keySet().removeAll(compacted.keySet());
    failed.keySet().removeAll(ended.keySet());

    SortedMap<String, String> wrong = new TreeMap<>();
    Lengths listed = (table, id) -> lengths.getOrDefault(table, Map.of()).get(id);
    Set<String> wholeEnded = whole(store, ended, listed, wrong, strays);
    Set<String> wholeFailed = whole(store, failed, listed, wrong, strays);
    List<Part> replaced = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    broken.forEach(
        (part, what) -> {
          if (wholeEnded.containsAll(part.trialIds())) {
            replaced.add(part);
          } else {
            missing.add(
                String.format(
                    Locale.ROOT,
                    "%s, which %,d trials have rows in",
                    what,
                    part.trialIds().size()));
          }
        });
    return new TableCompleteness(
        Collections.unmodifiableMap(compacted),
        index.manifest().parts().stream().filter(part -> !broken.containsKey(part)).toList(),
        List.copyOf(replaced),
        Collections.unmodifiableSet(wholeEnded),
        Collections.unmodifiableSet(wholeFailed),
        new TableDamage(store.directory(), wrong, missing, strays));
  }

  /** Tells whether a trial is done by files of its own. */
  static boolean isDone(ResultStore store, String id) throws IOException {
    Optional<FileStatus> row = store.output().status(store.file(Tables.TRIALS, id));
    if (row.isEmpty()) {
      return false;
    }
    Lengths asked =
        (table, trial) ->
            store
                .output()
                .status(store.path(table + "/" + trial + TableFileNames.SUFFIX))
                .map(FileStatus::getLen)
                .orElse(null);
    return judge(store, id, row.get(), asked).filter(Whole.class::isInstance).isPresent();
  }

  /** Tells whether a trial's own row of a failure can be read. */
  static boolean hasFailed(ResultStore store, String id) throws IOException {
    Optional<FileStatus> row = store.output().status(store.failedFile(id));
    return row.isPresent()
        && judge(store, id, row.get(), (table, trial) -> null)
            .filter(Whole.class::isInstance)
            .isPresent();
  }

  /** Tells whether the files of a part are there. */
  static boolean isWhole(ResultStore store, Part part) throws IOException {
    for (String file : part.files().values()) {
      @Nullable Long length =
          store.output().status(store.path(file)).map(FileStatus::getLen).orElse(null);
      if (problem(store, part, file, length) != null) {
        return false;
      }
    }
    return true;
  }

  private static void list(
      ResultStore store, Map<String, Map<String, Long>> lengths, List<String> strays)
      throws IOException {
    List<TableSchema<?>> tables = Tables.VIEWS.stream().filter(t -> t != Tables.TRIALS).toList();
    List<ParallelTables.Call<List<FileStatus>>> listings = new ArrayList<>();
    tables.forEach(table -> listings.add(() -> List.of(store.output().files(table.name()))));
    List<List<FileStatus>> found = new ArrayList<>();
    ParallelTables.forEach(listings, found::add);
    for (int i = 0; i < tables.size(); i++) {
      TableSchema<?> table = tables.get(i);
      Map<String, Long> files = new HashMap<>();
      for (FileStatus file : found.get(i)) {
        String name = file.getPath().getName();
        if (name.endsWith(TableFileNames.SUFFIX)) {
          if (TableFileNames.isOwn(table, name)) {
            files.put(TableFileNames.stem(file.getPath()), file.getLen());
          } else {
            strays.add(table + "/" + name);
          }
        }
      }
      lengths.put(table.name(), files);
    }
  }

  /** The parts of which a file is missing, and which. */
  private static Map<Part, String> broken(ResultStore store, TableManifest manifest)
      throws IOException {
    Map<String, Long> present = new HashMap<>();
    Set<String> tables = new HashSet<>();
    manifest.parts().forEach(part -> tables.addAll(part.files().keySet()));
    for (String table : tables) {
      String directory = TablePartWriter.DIRECTORY + "/" + table;
      for (FileStatus file : store.output().files(directory)) {
        present.put(directory + "/" + file.getPath().getName(), file.getLen());
      }
    }
    Map<Part, String> broken = new HashMap<>();
    for (Part part : manifest.parts()) {
      for (String file : part.files().values()) {
        @Nullable String problem = problem(store, part, file, present.get(file));
        if (problem != null) {
          broken.putIfAbsent(part, problem);
        }
      }
    }
    return broken;
  }

  private static @Nullable String problem(
      ResultStore store, Part part, String file, @Nullable Long length) {
    if (length == null) {
      return store.path(file) + " is missing";
    }
    long written = part.length(file);
    return written == length
        ? null
        : String.format(Locale.ROOT, "%s has %,d of %,d bytes", store.path(file), length, written);
  }

  private static Set<String> whole(
      ResultStore store,
      Map<String, FileStatus> rows,
      Lengths lengths,
      Map<String, String> wrong,
      List<String> strays)
      throws IOException {
    List<Map.Entry<String, FileStatus>> all = List.copyOf(rows.entrySet());
    List<ParallelTables.Call<Verdict>> calls = new ArrayList<>();
    for (int from = 0; from < all.size(); from += ROWS_TOGETHER) {
      List<Map.Entry<String, FileStatus>> some =
          all.subList(from, Math.min(all.size(), from + ROWS_TOGETHER));
      calls.add(
          () -> {
            List<Verdict> verdicts = new ArrayList<>();
            for (Map.Entry<String, FileStatus> row : some) {
              judge(store, row.getKey(), row.getValue(), lengths).ifPresent(verdicts::add);
            }
            return verdicts;
          });
    }
    Set<String> whole = new HashSet<>();
    ParallelTables.forEach(
        calls,
        verdict -> {
          if (verdict instanceof Broken broken) {
            wrong.put(broken.id(), broken.what());
          } else if (verdict instanceof Stray stray) {
            strays.add(Tables.TRIALS + "/" + stray.file());
          } else {
            whole.add(verdict.id());
          }
        });
    return whole;
  }

  /** Judges a trial's own row; nothing if it was deleted meanwhile. */
  private static Optional<Verdict> judge(
      ResultStore store, String id, FileStatus row, Lengths lengths) throws IOException {
    TableSeal seal;
    try (VerifiedTableFile file = VerifiedTableFile.open(row, store.configuration())) {
      seal = file.seal();
      if (!seal.name().equals(TableFileNames.stem(row.getPath()))) {
        return Optional.of(new Stray(id, row.getPath().getName()));
      }
      file.requireWhole();
    } catch (FileNotFoundException e) {
      return Optional.empty();
    } catch (DamagedTableException e) {
      return Optional.of(new Broken(id, e.file() + " " + e.what()));
    }
    for (Map.Entry<String, Long> table : seal.tables().entrySet()) {
      @Nullable Long length = lengths.of(table.getKey(), id);
      if (!table.getValue().equals(length)) {
        Path file = store.path(table.getKey() + "/" + id + TableFileNames.SUFFIX);
        return Optional.of(
            new Broken(
                id,
                length == null
                    ? file + " is missing"
                    : String.format(
                        Locale.ROOT, "%s has %,d of %,d bytes", file, length, table.getValue())));
      }
    }
    return Optional.of(new Whole(id));
  }
}
