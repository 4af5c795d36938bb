package org.dashsweep.jobs.table;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which compacted files count, and whose rows they hold: the one file that {@link Compaction}
 * writes to make its work visible, all of it at once.
 *
 * <p>A trial is in one part at most, and a part's files hold the rows of its trials and no others.
 * Whoever has read a manifest may read the files it names for a grace period, even when there is a
 * newer one.
 *
 * @param format version of this file's form, {@link #FORMAT}
 * @param generation counts the manifests of an output directory, from 1; 0 is none
 * @param parts what counts
 * @param retired files that counted once, until they are deleted
 */
record Manifest(int format, long generation, List<Part> parts, List<Retired> retired) {
  static final int FORMAT = 1;

  /** That of an output directory that was never compacted. */
  static final Manifest NONE = new Manifest(FORMAT, 0, List.of(), List.of());

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          // A newer version may say more, as long as the format is the same.
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  Manifest {
    parts = List.copyOf(parts);
    retired = List.copyOf(retired);
  }

  /**
   * Trials whose rows lie together.
   *
   * @param createdAt when it began to count, in ISO 8601
   * @param trialIds whose rows it holds
   * @param files table name to its file, relative to the output directory; a table in which none of
   *     the trials has rows is absent
   */
  record Part(String createdAt, List<String> trialIds, SortedMap<String, String> files) {
    Part {
      trialIds = List.copyOf(trialIds);
      files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
    }

    /** Of its files alone, which no other part has: it may hold a hundred thousand trials. */
    @Override
    public int hashCode() {
      return files.hashCode();
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Part part
          && files.equals(part.files)
          && createdAt.equals(part.createdAt)
          && trialIds.equals(part.trialIds);
    }

    /** Where the rows of a table are, or null if there are none. */
    @Nullable String file(TableSchema<?> table) {
      return files.get(table.name());
    }
  }

  /**
   * A file that no longer counts.
   *
   * @param file relative to the output directory
   * @param since when it ceased to, in ISO 8601
   */
  record Retired(String file, String since) {}

  /** The part of each trial that is in one. */
  Map<String, Part> byTrial() {
    int trials = parts.stream().mapToInt(part -> part.trialIds().size()).sum();
    // A copy by Map.copyOf takes as long as all of this again.
    Map<String, Part> byTrial = new HashMap<>(2 * trials);
    for (Part part : parts) {
      for (String id : part.trialIds()) {
        byTrial.put(id, part);
      }
    }
    return Collections.unmodifiableMap(byTrial);
  }

  /**
   * The manifest with other parts.
   *
   * @param gone parts of this one that no longer count
   * @param come parts that count from now on; they may go on using files of those that are gone
   * @param now in ISO 8601
   */
  Manifest replacing(List<Part> gone, List<Part> come, String now) {
    List<Part> next = new ArrayList<>(parts);
    next.removeAll(gone);
    next.addAll(come);
    List<Retired> unused = new ArrayList<>(retired);
    for (Part part : gone) {
      for (String file : part.files().values()) {
        if (next.stream().noneMatch(kept -> kept.files().containsValue(file))) {
          unused.add(new Retired(file, now));
        }
      }
    }
    return new Manifest(FORMAT, generation, next, unused);
  }

  /** The manifest without retired files that are deleted. */
  Manifest forgetting(List<Retired> deleted) {
    List<Retired> left = new ArrayList<>(retired);
    left.removeAll(deleted);
    return new Manifest(FORMAT, generation, parts, left);
  }

  /** The same as another generation. */
  Manifest withGeneration(long other) {
    return new Manifest(FORMAT, other, parts, retired);
  }

  byte[] toJson() {
    try {
      return JSON.writeValueAsBytes(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Texts and numbers are JSON", e);
    }
  }

  /**
   * Reads what {@link #toJson} gave.
   *
   * @param file for messages
   */
  static Manifest parse(String file, byte[] content) throws IOException {
    try {
      Manifest manifest = JSON.readValue(content, Manifest.class);
      if (manifest.format() != FORMAT) {
        throw new IOException(
            "%s: format %d was written by another version of dash-sweep, this one knows format %d"
                .formatted(file, manifest.format(), FORMAT));
      }
      return manifest;
    } catch (JsonProcessingException e) {
      throw new IOException(
          file + " is not what dash-sweep compact writes; do not delete it, rows depend on it", e);
    }
  }
}
