package org.dashsweep.jobs.tables;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The adapters of trials, a directory each: {@code adapters/TRIAL_ID}. They are stored before the
 * trial is committed, so that one that is done has all of its adapter.
 *
 * @param store whose output directory they lie in
 */
public record AdapterStore(ResultStore store) {
  private static final String NAME = "adapters";

  /**
   * Stores what a trial has written; what an earlier attempt left is replaced.
   *
   * @param written a directory of files
   */
  public void keep(String trialId, Path written) throws IOException {
    List<Path> files;
    try (Stream<Path> listed = Files.list(written)) {
      files = listed.sorted().toList();
    }
    for (Path file : files) {
      store.writeFile(folder(trialId) + "/" + file.getFileName(), file);
    }
  }

  /**
   * Copies a trial's adapter to this machine.
   *
   * @param target exists already
   * @return whether there is one
   */
  public boolean fetch(String trialId, Path target) throws IOException {
    List<String> names = store.fileNames(folder(trialId));
    for (String name : names) {
      store.copyFile(folder(trialId) + "/" + name, target.resolve(name));
    }
    return !names.isEmpty();
  }

  /** Deletes a trial's adapter, if it has one. */
  public void delete(String trialId) throws IOException {
    List<String> names = store.fileNames(folder(trialId));
    for (String name : names) {
      store.deleteFile(folder(trialId) + "/" + name);
    }
    if (!names.isEmpty()) {
      store.deleteFile(folder(trialId));
    }
  }

  /** The trials that have one. */
  public Set<String> trials() throws IOException {
    return Set.copyOf(store.output().folders(NAME));
  }

  /** Tells whether a trial has one. */
  public boolean has(String trialId) throws IOException {
    return !store.fileNames(folder(trialId)).isEmpty();
  }

  private static String folder(String trialId) {
    return NAME + "/" + trialId;
  }
}
