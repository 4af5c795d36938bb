package org.dashsweep.jobs.run.driver;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.dashsweep.file.Suggestion;
import org.dashsweep.jobs.storage.OutputDirectory;
import org.dashsweep.jobs.tables.ResultStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The traces that a run leaves in its output directory, from its start on. */
public final class RunDirectory {
  private static final Logger LOGGER = LoggerFactory.getLogger(RunDirectory.class);

  private static final Set<String> FILES = Set.of(RunState.FILE, RunTrials.FILE, Lease.FILE);

  /** Folders below a directory that are looked into for a run. */
  private static final int MOST_FOLDERS = 50;

  private RunDirectory() {}

  /** The traces of runs at a place. */
  public enum Traces {
    /** There is no directory. */
    NO_DIRECTORY,
    /** The directory holds nothing of a run. */
    NONE,
    /** A run has started there, and may have committed trials. */
    SOME
  }

  /**
   * Looks for the traces of runs. On an object store a directory exists as soon as an object is
   * below it.
   *
   * @throws IOException if the file system cannot be reached
   */
  public static Traces traces(ResultStore store) throws IOException {
    return traces(store.output());
  }

  private static Traces traces(OutputDirectory output) throws IOException {
    if (output.status(output.path()).isEmpty()) {
      return Traces.NO_DIRECTORY;
    }
    for (FileStatus entry : output.list()) {
      String name = entry.getPath().getName();
      if (entry.isFile() ? FILES.contains(name) : ResultStore.isOfTrials(name)) {
        return Traces.SOME;
      }
    }
    // The first file of a run on this machine.
    return output.files(RunLog.DIRECTORY).stream()
            .anyMatch(file -> RunLog.isOfRun(file.getPath().getName()))
        ? Traces.SOME
        : Traces.NONE;
  }

  /**
   * Lists directories of runs that were perhaps meant by a place without traces. For a name that
   * does not exist those are the ones of a similar name beside it. Otherwise they are the one above
   * the place and those below it.
   */
  public static List<Path> nearby(ResultStore store, Traces traces) {
    OutputDirectory output = store.output();
    @Nullable Path above = output.path().getParent();
    List<Path> candidates = new ArrayList<>();
    List<Path> found = new ArrayList<>();
    try {
      if (above != null && traces == Traces.NO_DIRECTORY) {
        candidates.addAll(similar(output.path().getName(), folders(at(above, output))));
      } else {
        if (above != null && !above.isRoot()) {
          candidates.add(above);
        }
        candidates.addAll(folders(output));
      }
      for (Path candidate : candidates) {
        if (traces(at(candidate, output)) == Traces.SOME) {
          found.add(candidate);
        }
      }
    } catch (IOException | RuntimeException e) {
      // It only helps a message.
      LOGGER.debug("Cannot look around {}", store.directory(), e);
    }
    return found;
  }

  private static OutputDirectory at(Path place, OutputDirectory near) throws IOException {
    return OutputDirectory.open(place.toString(), near.configuration());
  }

  private static List<Path> folders(OutputDirectory output) throws IOException {
    return Arrays.stream(output.list())
        .filter(FileStatus::isDirectory)
        .map(FileStatus::getPath)
        .sorted()
        .limit(MOST_FOLDERS)
        .toList();
  }

  private static List<Path> similar(String name, List<Path> folders) {
    @Nullable String closest =
        Suggestion.closest(name, folders.stream().map(Path::getName).toList());
    return folders.stream().filter(folder -> folder.getName().equals(closest)).toList();
  }
}
