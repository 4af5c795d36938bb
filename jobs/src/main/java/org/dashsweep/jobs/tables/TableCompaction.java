package org.dashsweep.jobs.tables;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;
import org.dashsweep.file.UnfinishedName;
import org.dashsweep.jobs.tables.TableManifest.Part;
import org.jspecify.annotations.Nullable;

/**
 * Puts the rows of many trials into few files, while others read and commit.
 *
 * <p>Trials that ended are written to new files, which count as soon as one file, the {@link
 * Manifest}, names them. A compaction that breaks off before that has changed nothing. Trials that
 * failed keep their own files, since they may run again. A later compaction deletes files that no
 * longer count, after the grace period: nobody can be reading them any more.
 */
public final class TableCompaction {
  /** Trials of a part, unless told otherwise. */
  public static final int TRIALS_PER_PART = 20_000;

  /** Least age of a file that no manifest names: another compaction may be about to name it. */
  private static final Duration ORPHANED = Duration.ofDays(1);

  private final ResultStore store;
  private final Duration grace;
  private final int trialsPerPart;
  private final InstantSource clock;

  /**
   * A compaction of an output directory.
   *
   * @param grace how long what no longer counts is kept for those who are reading it
   * @param trialsPerPart at most as many trials are put into one file; at least 1
   */
  public TableCompaction(
      ResultStore store, Duration grace, int trialsPerPart, InstantSource clock) {
    if (grace.isNegative()) {
      throw new IllegalArgumentException("grace must not be negative: " + grace);
    }
    if (trialsPerPart < 1) {
      throw new IllegalArgumentException("trialsPerPart must be at least 1: " + trialsPerPart);
    }
    this.store = store;
    this.grace = grace;
    this.trialsPerPart = trialsPerPart;
    this.clock = clock;
  }

  /**
   * The outcome of a compaction.
   *
   * @param trials that had files of their own and are compacted now
   * @param parts of compacted trials that there are now
   * @param deletedFiles that counted no longer
   */
  public record Outcome(int trials, int parts, int deletedFiles) {}

  /**
   * Compacts.
   *
   * @throws IOException if a file cannot be read or written, a trial is not whole, or another
   *     compaction finished in the meantime; the tables are as they were then
   */
  public Outcome run() throws IOException {
    TableSnapshot snapshot = store.snapshot();
    TableManifest manifest = snapshot.manifest();
    List<String> loose = List.copyOf(snapshot.finalAndLoose());
    Set<String> past = past(snapshot.parts());
    Map<String, Set<String>> present = loose.isEmpty() && past.isEmpty() ? Map.of() : present();
    int deleted = deleteFailuresOfEnded(snapshot) + deleteFilesOf(past, present);
    List<TableManifest.Retired> gone =
        manifest.retired().stream().filter(retired -> isPast(retired.since())).toList();
    store.delete(gone.stream().map(retired -> store.path(retired.file())).toList());
    deleted += gone.size() + deleteOrphans(manifest);

    List<Part> replaced = new ArrayList<>(snapshot.replacedParts());
    List<Written> written = new ArrayList<>();
    for (Group group : Group.of(mergeable(snapshot.parts()), loose, trialsPerPart)) {
      replaced.addAll(group.parts());
      written.add(
          new Written(
              group.trialIds(),
              TablePartWriter.write(store, Tables.ALL, new Merged(store, group, present))));
    }
    if (written.isEmpty() && gone.isEmpty()) {
      return new Outcome(0, manifest.parts().size(), deleted);
    }
    String now = clock.instant().toString();
    TableManifest next =
        manifest
            .forgetting(gone)
            .replacing(
                replaced,
                written.stream().map(part -> part.files().part(now, part.trialIds())).toList(),
                now);
    store.manifests().publish(next, manifest);
    return new Outcome(loose.size(), next.parts().size(), deleted);
  }

  private record Written(List<String> trialIds, TablePartWriter.Written files) {}

  /**
   * Parts with room for more, whose trials' own files are deleted already: put into another part
   * they would have to wait for that again.
   */
  private List<Part> mergeable(List<Part> parts) {
    return parts.stream()
        .filter(part -> part.trialIds().size() < trialsPerPart && isPast(part.createdAt()))
        .toList();
  }

  /** The trials that have been compacted for so long that nobody reads their own files. */
  private Set<String> past(List<Part> parts) {
    Set<String> past = new HashSet<>();
    for (Part part : parts) {
      if (isPast(part.createdAt())) {
        past.addAll(part.trialIds());
      }
    }
    return past;
  }

  /** Left by attempts that died before they deleted them, or that came too late. */
  private int deleteFailuresOfEnded(TableSnapshot snapshot) throws IOException {
    Set<String> ended = snapshot.succeeded();
    List<Path> files =
        snapshot.listing().failed().keySet().stream()
            .filter(ended::contains)
            .map(store::failedFile)
            .toList();
    store.delete(files);
    return files.size();
  }

  private int deleteFilesOf(Set<String> trialIds, Map<String, Set<String>> present)
      throws IOException {
    List<Path> files = new ArrayList<>();
    for (TableSchema<?> table : Tables.ALL) {
      for (String id : present.getOrDefault(table.name(), Set.of())) {
        if (trialIds.contains(id)) {
          files.add(store.file(table, id));
        }
      }
    }
    store.delete(files);
    return files.size();
  }

  /** Deletes what writers that died have left, and manifests that no longer count. */
  private int deleteOrphans(TableManifest manifest) throws IOException {
    Set<String> named = new HashSet<>();
    manifest.parts().forEach(part -> named.addAll(part.files().values()));
    manifest.retired().forEach(retired -> named.add(retired.file()));
    Instant before = clock.instant().minus(grace.compareTo(ORPHANED) > 0 ? grace : ORPHANED);
    List<Path> files = new ArrayList<>();
    for (TableSchema<?> table : Tables.ALL) {
      String directory = TablePartWriter.directory(table);
      for (String name : store.fileNamesOlderThan(directory, before)) {
        String file = directory + "/" + name;
        if (!named.contains(file)) {
          files.add(store.path(file));
        }
      }
    }
    for (TableSchema<?> table : Tables.VIEWS) {
      addHidden(table.name(), before, files);
    }
    addHidden(TablePartWriter.DIRECTORY, before, files);
    Set<String> old = Set.copyOf(store.fileNamesOlderThan(TablePartWriter.DIRECTORY, before));
    for (String name : store.manifests().superseded()) {
      if (old.contains(name)) {
        files.add(store.path(TablePartWriter.DIRECTORY + "/" + name));
      }
    }
    store.delete(files);
    return files.size();
  }

  private void addHidden(String directory, Instant before, List<Path> files) throws IOException {
    for (String name : store.fileNamesOlderThan(directory, before)) {
      if (UnfinishedName.matches(name)) {
        files.add(store.path(directory + "/" + name));
      }
    }
  }

  private boolean isPast(String time) {
    return Instant.parse(time).plus(grace).compareTo(clock.instant()) <= 0;
  }

  /** The trials that have a file of their own in each table. */
  private Map<String, Set<String>> present() throws IOException {
    Map<String, Set<String>> present = new HashMap<>();
    for (TableSchema<?> table : Tables.ALL) {
      present.put(table.name(), store.withOwnFile(table));
    }
    return present;
  }

  /**
   * The content of a new part.
   *
   * @param parts whose trials it takes over
   * @param loose trials that have files of their own
   */
  private record Group(List<Part> parts, List<String> loose) {
    /** Without those that would only write a part again as it is. */
    static List<Group> of(List<Part> parts, List<String> loose, int limit) {
      return filled(parts, loose, limit).stream()
          .filter(group -> group.parts().size() > 1 || !group.loose().isEmpty())
          .toList();
    }

    private static List<Group> filled(List<Part> parts, List<String> loose, int limit) {
      List<Group> groups = new ArrayList<>();
      List<Part> open = new ArrayList<>();
      int size = 0;
      for (Part part : parts) {
        if (size + part.trialIds().size() > limit) {
          groups.add(new Group(List.copyOf(open), List.of()));
          open.clear();
          size = 0;
        }
        open.add(part);
        size += part.trialIds().size();
      }
      int from = 0;
      while (from < loose.size() || !open.isEmpty()) {
        int to = Math.min(loose.size(), from + limit - size);
        groups.add(new Group(List.copyOf(open), loose.subList(from, to)));
        open.clear();
        size = 0;
        from = to;
      }
      return groups;
    }

    List<String> trialIds() {
      List<String> ids = new ArrayList<>();
      parts.forEach(part -> ids.addAll(part.trialIds()));
      ids.addAll(loose);
      return ids;
    }
  }

  /** The rows of a group. */
  private record Merged(ResultStore store, Group group, Map<String, Set<String>> present)
      implements TablePartWriter.Content {
    @Override
    public <R> ParquetTableFile.@Nullable Source<R> rows(TableSchema<R> table) {
      List<TableFile> files =
          group.parts().stream()
              .flatMap(
                  part ->
                      Stream.ofNullable(store.partFile(table, part, Set.copyOf(part.trialIds()))))
              .toList();
      Set<String> existing = present.getOrDefault(table.name(), Set.of());
      List<ParallelTables.Call<R>> loose = new ArrayList<>();
      for (String id : group.loose()) {
        if (existing.contains(id)) {
          loose.add(
              () ->
                  ParquetTableFile.read(
                      TableFileNames.own(table, store.file(table, id)),
                      store.configuration(),
                      table));
        }
      }
      if (files.isEmpty() && loose.isEmpty()) {
        return null;
      }
      return sink -> {
        for (TableFile file : files) {
          ParquetTableFile.forEach(file, store.configuration(), table, sink);
        }
        ParallelTables.forEach(loose, sink);
      };
    }
  }
}
