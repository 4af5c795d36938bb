package org.dashsweep.jobs.tables;

import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileStatus;
import org.dashsweep.jobs.storage.OutputDirectory;
import org.dashsweep.jobs.tables.TableManifest.Part;

/**
 * The manifests of an output directory: {@code compacted/manifest-NUMBER.json}, of which the one
 * with the highest number counts. None is ever replaced. Whoever makes the next one creates the
 * file with the next number, which only one of several can.
 *
 * @param output which it lies in
 */
record TableManifests(OutputDirectory output) {
  private static final Pattern NUMBERED = Pattern.compile("manifest-([0-9]{1,18})\\.json");

  /** The one that was highest may have been deleted between listing and reading. */
  private static final int TRIES = 10;

  /** The manifests read last, by directory: a large one takes a while, and trials ask often. */
  private static final ConcurrentMap<String, Read> READ = new ConcurrentHashMap<>();

  /** A manifest with its index, and the file it was read from. */
  private record Read(FileStatus file, Index index) {
    boolean isOf(FileStatus other) {
      return file.getPath().equals(other.getPath())
          && file.getLen() == other.getLen()
          && file.getModificationTime() == other.getModificationTime();
    }
  }

  /**
   * A manifest.
   *
   * @param byTrial the part of each trial that is in one
   */
  record Index(TableManifest manifest, Map<String, Part> byTrial) {
    static final Index NONE = new Index(TableManifest.NONE, Map.of());

    static Index of(TableManifest manifest) {
      return new Index(manifest, manifest.byTrial());
    }
  }

  /** The one that counts. */
  Index latest() throws IOException {
    for (int i = 0; i < TRIES; i++) {
      Optional<FileStatus> file = latestFile();
      if (file.isEmpty()) {
        return Index.NONE;
      }
      Read known = READ.get(output.path().toString());
      if (known != null && known.isOf(file.get())) {
        return known.index();
      }
      String name = TablePartWriter.DIRECTORY + "/" + file.get().getPath().getName();
      Optional<byte[]> content = output.read(name);
      if (content.isPresent()) {
        Index index = Index.of(TableManifest.parse(output.path(name).toString(), content.get()));
        READ.put(output.path().toString(), new Read(file.get(), index));
        return index;
      }
    }
    throw new IOException(
        String.format(
            Locale.ROOT,
            "cannot read %s: its manifests are replaced faster than they are read",
            output.path(TablePartWriter.DIRECTORY)));
  }

  /**
   * Makes a manifest count.
   *
   * @param next whatever its number
   * @param read the one that it was made from
   * @throws IOException if another one was published since
   */
  void publish(TableManifest next, TableManifest read) throws IOException {
    TableManifest numbered = next.withGeneration(read.generation() + 1);
    boolean first =
        output.writeNew(
            TablePartWriter.DIRECTORY + "/" + name(numbered.generation()), numbered.toJson());
    // The file of that number may be there no more, because later ones are.
    if (!first || number(latestFile().orElseThrow()) != numbered.generation()) {
      throw new IOException(
          String.format(
                  Locale.ROOT,
                  "%s was compacted or rescored by another process meanwhile, whose work counts; run this",
                  output.path())
              + " again");
    }
  }

  /** The names of all but the one that counts, in the directory of compacted files. */
  List<String> superseded() throws IOException {
    Optional<FileStatus> latest = latestFile();
    return files()
        .filter(file -> !file.equals(latest.orElse(null)))
        .map(file -> file.getPath().getName())
        .toList();
  }

  static String name(long generation) {
    return String.format(Locale.ROOT, "manifest-%09d.json", generation);
  }

  private Optional<FileStatus> latestFile() throws IOException {
    return files().max(Comparator.comparingLong(TableManifests::number));
  }

  private Stream<FileStatus> files() throws IOException {
    return Arrays.stream(output.list(TablePartWriter.DIRECTORY)).filter(file -> number(file) >= 0);
  }

  /** Returns the number of a manifest's file; below 0 for any other. */
  private static long number(FileStatus file) {
    Matcher numbered = NUMBERED.matcher(file.getPath().getName());
    return numbered.matches() ? Long.parseLong(numbered.group(1)) : -1;
  }
}
