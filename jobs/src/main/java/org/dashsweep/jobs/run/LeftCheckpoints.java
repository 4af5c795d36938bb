package org.dashsweep.jobs.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileUtil;
import org.dashsweep.jobs.table.ResultStore;
import org.dashsweep.jobs.table.TrialCheckpoints;

/**
 * Checkpoints in a local output directory that no trial of a sweep will go on from.
 *
 * @param orphans ids of trials that the sweep does not have
 * @param bytes that their checkpoints take
 */
public record LeftCheckpoints(List<String> orphans, long bytes) {
  public LeftCheckpoints {
    orphans = List.copyOf(orphans);
  }

  /**
   * Deletes those of trials that are done, and finds those that another sweep may still want.
   *
   * @param done ids of trials that have succeeded
   * @param asked ids of all trials of the sweep
   */
  public static LeftCheckpoints clean(ResultStore store, Set<String> done, Set<String> asked)
      throws IOException {
    Path folder = Path.of(store.directory().toUri().getPath(), TrialCheckpoints.FOLDER);
    if (!"file".equals(store.directory().toUri().getScheme()) || !Files.isDirectory(folder)) {
      return new LeftCheckpoints(List.of(), 0);
    }
    List<Path> left;
    try (Stream<Path> found = Files.list(folder)) {
      left = found.sorted().toList();
    }
    long bytes = 0;
    List<String> orphans = new ArrayList<>();
    for (Path checkpoint : left) {
      String id = String.valueOf(checkpoint.getFileName());
      if (done.contains(id)) {
        FileUtil.fullyDelete(checkpoint.toFile());
      } else if (!asked.contains(id)) {
        orphans.add(id);
        bytes += FileUtil.getDU(checkpoint.toFile());
      }
    }
    return new LeftCheckpoints(orphans, bytes);
  }
}
