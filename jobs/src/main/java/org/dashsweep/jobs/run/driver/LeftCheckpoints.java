package org.dashsweep.jobs.run.driver;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.dashsweep.jobs.run.protocol.CheckpointRetention;
import org.dashsweep.jobs.storage.CheckpointStore;
import org.dashsweep.jobs.tables.ResultStore;

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
   * Deletes the checkpoints of finished trials and the ones that are not to be kept, and finds the
   * ones that another sweep may still need. No other run may be at work in the directory, unless
   * all are kept.
   *
   * @param retention the rule for keeping them
   * @param done ids of trials that have succeeded
   * @param asked ids of all trials of the sweep
   */
  public static LeftCheckpoints clean(
      ResultStore store, Set<String> done, Set<String> asked, CheckpointRetention retention)
      throws IOException {
    CheckpointStore checkpoints = new CheckpointStore(store.output());
    long bytes = 0;
    List<String> orphans = new ArrayList<>();
    for (String id : checkpoints.trials()) {
      Duration age =
          checkpoints
              .written(id)
              .map(at -> Duration.between(at, Instant.now()))
              .orElse(Duration.ZERO);
      if (done.contains(id) || !retention.keepsFound(asked.contains(id), age)) {
        checkpoints.delete(id);
      } else if (!asked.contains(id)) {
        orphans.add(id);
        bytes += checkpoints.bytes(id);
      }
    }
    return new LeftCheckpoints(orphans, bytes);
  }
}
