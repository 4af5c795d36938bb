package org.dashsweep.jobs.table;

import java.util.List;

/**
 * Where the rows of a table lie.
 *
 * @param compacted URIs of files of which every row counts
 * @param directory URI of the directory of the trials' own files, which need not exist
 * @param trialIds the trials whose own files count: not those of compacted trials, which stay there
 *     for a while
 */
public record TableFiles(List<String> compacted, String directory, List<String> trialIds) {
  public TableFiles {
    compacted = List.copyOf(compacted);
    trialIds = List.copyOf(trialIds);
  }
}
