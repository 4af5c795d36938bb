package org.dashsweep.jobs.tables;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.dashsweep.jobs.storage.ControlFile;
import org.jspecify.annotations.Nullable;

/**
 * The list of the compacted files that count, with the trials whose rows they hold. {@link
 * Compaction} writes this one file to make all its work visible at once.
 *
 * <p>A trial is in one part at most, and a part's files hold the rows of its trials and no others.
 * A reader of a manifest may read the files it names for a grace period, even when there is a newer
 * one.
 *
 * @param format version of this file's form, {@link #FORMAT}
 * @param generation counts the manifests of an output directory, from 1; 0 is none
 * @param parts that count
 * @param retired files that counted once, until they are deleted
 */
record TableManifest(int format, long generation, List<Part> parts, List<Retired> retired) {
  static final int FORMAT = 1;

  /** That of an output directory that was never compacted. */
  static final TableManifest NONE = new TableManifest(FORMAT, 0, List.of(), List.of());

  private static final Pattern CHECKED = Pattern.compile(",\"check\":\"([0-9a-f]{8})\"}\\z");
  private static final String REMEDY =
      "restore it from a copy; do not delete it, rows depend on it";

  TableManifest {
    parts = List.copyOf(ControlFile.present("parts", parts));
    retired = List.copyOf(ControlFile.present("retired", retired));
  }

  /**
   * Trials whose rows lie together.
   *
   * @param createdAt when it began to count, in ISO 8601
   * @param trialIds whose rows it holds
   * @param files table name to its file, relative to the output directory; a table in which none of
   *     the trials has rows is absent
   * @param identities file to what tells it from all others, {@link TableSeal#identity}
   */
  record Part(
      String createdAt,
      List<String> trialIds,
      SortedMap<String, String> files,
      SortedMap<String, String> identities) {
    private static final Pattern IDENTITY = Pattern.compile("([0-9]{1,18})-[0-9a-f]{8}");

    Part {
      ControlFile.time("createdAt", createdAt);
      trialIds = List.copyOf(ControlFile.present("trialIds", trialIds));
      files = Collections.unmodifiableSortedMap(new TreeMap<>(ControlFile.present("files", files)));
      identities =
          Collections.unmodifiableSortedMap(
              new TreeMap<>(ControlFile.present("identities", identities)));
      if (!identities.keySet().containsAll(files.values())) {
        throw new IllegalArgumentException("identities hold not every file");
      }
      for (String identity : identities.values()) {
        if (!IDENTITY.matcher(identity).matches()) {
          throw new IllegalArgumentException("identities hold " + identity);
        }
      }
    }

    /** Returns the identity of one of its files, which tells it from all others. */
    String identity(String file) {
      return Objects.requireNonNull(identities.get(file), file);
    }

    /** Returns the length of one of its files in bytes. */
    long length(String file) {
      String identity = identity(file);
      return Long.parseLong(identity.substring(0, identity.indexOf('-')));
    }

    /** Hashes its files alone, which no other part has: it may hold a hundred thousand trials. */
    @Override
    public int hashCode() {
      return files.hashCode();
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Part part
          && files.equals(part.files)
          && createdAt.equals(part.createdAt)
          && trialIds.equals(part.trialIds)
          && identities.equals(part.identities);
    }

    /** Returns the file of a table's rows, or null if there are none. */
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
  record Retired(String file, String since) {
    Retired {
      ControlFile.present("file", file);
      ControlFile.time("since", since);
    }
  }

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
  TableManifest replacing(List<Part> gone, List<Part> come, String now) {
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
    return new TableManifest(FORMAT, generation, next, unused);
  }

  /** The manifest without retired files that are deleted. */
  TableManifest forgetting(List<Retired> deleted) {
    List<Retired> left = new ArrayList<>(retired);
    left.removeAll(deleted);
    return new TableManifest(FORMAT, generation, parts, left);
  }

  /** The same as another generation. */
  TableManifest withGeneration(long other) {
    return new TableManifest(FORMAT, other, parts, retired);
  }

  /** Writes the content of its file, whose last property is its checksum. */
  byte[] toJson() {
    String json = new String(ControlFile.write(this), StandardCharsets.UTF_8);
    return (json.substring(0, json.length() - 1) + ",\"check\":\"" + check(json) + "\"}")
        .getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Reads what {@link #toJson} gave.
   *
   * @param file for messages
   */
  static TableManifest parse(String file, byte[] content) throws IOException {
    String text = new String(content, StandardCharsets.UTF_8);
    Matcher checked = CHECKED.matcher(text);
    if (checked.find()) {
      text = text.substring(0, checked.start()) + "}";
      if (!check(text).equals(checked.group(1))) {
        throw new IOException(file + " is damaged; " + REMEDY);
      }
    }
    TableManifest manifest =
        ControlFile.parse(file, text.getBytes(StandardCharsets.UTF_8), TableManifest.class, REMEDY);
    if (manifest.format() != FORMAT) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: format %d was written by another version of dash-sweep, this one knows format %d",
              file,
              manifest.format(),
              FORMAT));
    }
    return manifest;
  }

  private static String check(String json) {
    CRC32C crc = new CRC32C();
    crc.update(json.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().toHexDigits((int) crc.getValue());
  }
}
