package org.dashsweep.jobs.table;

import java.util.List;

/**
 * Where rows of a table lie that will not change.
 *
 * @param compacted URIs of files of which every row counts
 * @param directory URI of the directory of the trials' own files
 * @param fileNames the names of the files there that count: not those of compacted trials, which
 *     stay for a while; if there are none, the directory need not exist
 */
public record TableFiles(List<String> compacted, String directory, List<String> fileNames) {
  public TableFiles {
    compacted = List.copyOf(compacted);
    fileNames = List.copyOf(fileNames);
  }
}
