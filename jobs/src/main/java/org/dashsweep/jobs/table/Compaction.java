package org.dashsweep.jobs.table;

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
import java.util.SortedMap;
import java.util.stream.Stream;
import org.dashsweep.jobs.table.Manifest.Part;
import org.jspecify.annotations.Nullable;

/**
 * Puts the rows of many trials into few files, while others read and commit.
 *
 * <p>Trials that ended are written to new files, which count as soon as one file, the {@link
 * Manifest}, names them; broken off anywhere before, nothing has changed. Trials that failed keep
 * their own files, since they may run again. What no longer counts is deleted by a later
 * compaction, when nobody can be reading it any more: after the grace period.
 */
public final class Compaction {
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
  public Compaction(ResultStore store, Duration grace, int trialsPerPart, InstantSource clock) {
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
   * What a compaction did.
   *
   * @param trials that had files of their own and are compacted now
   * @param parts of compacted trials that there are now
   * @param deletedFiles that counted no longer
   */
  public record Outcome(int trials, int parts, int deletedFiles) {}

  /**
   * Compacts.
   *
   * @throws IOException if a file cannot be read or written, or another compaction finished in the
   *     meantime; the tables are as they were then
   */
  public Outcome run() throws IOException {
    Snapshot snapshot = store.snapshot();
    Manifest manifest = snapshot.manifest();
    int deleted = deleteFilesOfCompacted(manifest, snapshot.listing());
    List<Manifest.Retired> gone = deleteRetired(manifest);
    deleted += gone.size() + deleteOrphans(manifest);

    List<String> loose = List.copyOf(snapshot.finalAndLoose());
    List<Part> small = mergeable(manifest);
    List<Part> replaced = loose.isEmpty() && small.size() < 2 ? List.of() : small;
    Map<String, Set<String>> present = loose.isEmpty() ? Map.of() : present();
    List<Written> written = new ArrayList<>();
    for (Group group : Group.of(replaced, loose, trialsPerPart)) {
      written.add(
          new Written(
              group.trialIds(),
              PartWriter.write(store, Tables.ALL, new Merged(store, group, present))));
    }
    if (written.isEmpty() && gone.isEmpty()) {
      return new Outcome(0, manifest.parts().size(), deleted);
    }
    String now = clock.instant().toString();
    Manifest next =
        manifest
            .forgetting(gone)
            .replacing(
                replaced,
                written.stream().map(part -> new Part(now, part.trialIds(), part.files())).toList(),
                now);
    store.publish(next, manifest);
    return new Outcome(loose.size(), next.parts().size(), deleted);
  }

  private record Written(List<String> trialIds, SortedMap<String, String> files) {}

  /**
   * Parts with room for more, whose trials' own files are deleted already: put into another part
   * they would have to wait for that again.
   */
  private List<Part> mergeable(Manifest manifest) {
    return manifest.parts().stream()
        .filter(part -> part.trialIds().size() < trialsPerPart && isPast(part.createdAt()))
        .toList();
  }

  private int deleteFilesOfCompacted(Manifest manifest, Listing listing) throws IOException {
    int deleted = 0;
    for (String id : listing.failed()) {
      // Left by an attempt that died between writing the one and deleting the other.
      if (listing.ended().contains(id)) {
        store.delete(store.failedFile(id));
        deleted++;
      }
    }
    Set<String> past = new HashSet<>();
    for (Part part : manifest.parts()) {
      if (isPast(part.createdAt())) {
        past.addAll(part.trialIds());
      }
    }
    if (past.isEmpty()) {
      return deleted;
    }
    for (Map.Entry<String, Set<String>> table : present().entrySet()) {
      for (String id : table.getValue()) {
        if (past.contains(id)) {
          store.delete(store.path(table.getKey() + "/" + id + ResultStore.SUFFIX));
          deleted++;
        }
      }
    }
    return deleted;
  }

  private List<Manifest.Retired> deleteRetired(Manifest manifest) throws IOException {
    List<Manifest.Retired> gone = new ArrayList<>();
    for (Manifest.Retired retired : manifest.retired()) {
      if (isPast(retired.since())) {
        store.delete(store.path(retired.file()));
        gone.add(retired);
      }
    }
    return gone;
  }

  private int deleteOrphans(Manifest manifest) throws IOException {
    Set<String> named = new HashSet<>();
    manifest.parts().forEach(part -> named.addAll(part.files().values()));
    manifest.retired().forEach(retired -> named.add(retired.file()));
    Instant before = clock.instant().minus(grace.compareTo(ORPHANED) > 0 ? grace : ORPHANED);
    int deleted = 0;
    for (TableSchema<?> table : Tables.ALL) {
      String directory = PartWriter.directory(table);
      for (String name : store.fileNamesOlderThan(directory, before)) {
        String file = directory + "/" + name;
        if (!named.contains(file)) {
          store.delete(store.path(file));
          deleted++;
        }
      }
    }
    return deleted;
  }

  private boolean isPast(String time) {
    return Instant.parse(time).plus(grace).compareTo(clock.instant()) <= 0;
  }

  /** The trials that have a file of their own in each table. */
  private Map<String, Set<String>> present() throws IOException {
    Map<String, Set<String>> present = new HashMap<>();
    for (TableSchema<?> table : Tables.ALL) {
      Set<String> ids = new HashSet<>();
      for (String name : store.fileNames(table.name())) {
        if (name.endsWith(ResultStore.SUFFIX) && !name.endsWith(ResultStore.FAILED_SUFFIX)) {
          ids.add(name.substring(0, name.length() - ResultStore.SUFFIX.length()));
        }
      }
      present.put(table.name(), ids);
    }
    return present;
  }

  /**
   * What goes into a new part.
   *
   * @param parts whose trials it takes over
   * @param loose trials that have files of their own
   */
  private record Group(List<Part> parts, List<String> loose) {
    static List<Group> of(List<Part> parts, List<String> loose, int limit) {
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
      implements PartWriter.Content {
    @Override
    public <R> ParquetFile.@Nullable Source<R> rows(TableSchema<R> table) {
      List<String> files =
          group.parts().stream().flatMap(part -> Stream.ofNullable(part.file(table))).toList();
      Set<String> existing = present.getOrDefault(table.name(), Set.of());
      List<ParallelReads.Read<R>> loose = new ArrayList<>();
      for (String id : group.loose()) {
        if (existing.contains(id)) {
          loose.add(
              () ->
                  ParquetFile.read(
                      store.path(table.name() + "/" + id + ResultStore.SUFFIX),
                      store.configuration(),
                      table));
        }
      }
      if (files.isEmpty() && loose.isEmpty()) {
        return null;
      }
      return sink -> {
        for (String file : files) {
          ParquetFile.forEach(store.path(file), store.configuration(), table, sink);
        }
        ParallelReads.forEach(loose, sink);
      };
    }
  }
}
