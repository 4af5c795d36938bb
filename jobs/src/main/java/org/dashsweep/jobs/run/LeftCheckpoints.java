package org.dashsweep.jobs.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.dashsweep.jobs.storage.CheckpointStore;
import org.dashsweep.jobs.table.ResultStore;

/**
 * Checkpoints in an output directory that no trial of a sweep will go on from.
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
    CheckpointStore checkpoints = new CheckpointStore(store.output());
    long bytes = 0;
    List<String> orphans = new ArrayList<>();
    for (String id : checkpoints.trials()) {
      if (done.contains(id)) {
        checkpoints.delete(id);
      } else if (!asked.contains(id)) {
        orphans.add(id);
        bytes += checkpoints.bytes(id);
      }
    }
    return new LeftCheckpoints(orphans, bytes);
  }
}
