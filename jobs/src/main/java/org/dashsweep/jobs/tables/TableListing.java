package org.dashsweep.jobs.tables;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.FileStatus;

/**
 * The files in {@code trials}, told from their names alone.
 *
 * @param ended the row of each trial that will not run again
 * @param failed the row of each trial whose last known attempt failed; a trial in both maps ended
 *     since
 * @param strays names that no trial's file has, such as those of copies
 */
record TableListing(
    Map<String, FileStatus> ended, Map<String, FileStatus> failed, List<String> strays) {
  TableListing {
    ended = Collections.unmodifiableMap(ended);
    failed = Collections.unmodifiableMap(failed);
    strays = List.copyOf(strays);
  }

  static TableListing of(ResultStore store) throws IOException {
    Map<String, FileStatus> ended = new HashMap<>();
    Map<String, FileStatus> failed = new HashMap<>();
    List<String> strays = new ArrayList<>();
    for (FileStatus file : store.output().files(Tables.TRIALS.name())) {
      String name = file.getPath().getName();
      if (!name.endsWith(TableFileNames.SUFFIX)) {
        continue;
      }
      boolean failure = name.endsWith(TableFileNames.FAILED_SUFFIX);
      String id =
          TableFileNames.without(
              name, failure ? TableFileNames.FAILED_SUFFIX : TableFileNames.SUFFIX);
      if (!TrialRow.isId(id)) {
        strays.add(Tables.TRIALS + "/" + name);
      } else if (failure) {
        failed.put(id, file);
      } else {
        ended.put(id, file);
      }
    }
    return new TableListing(ended, failed, strays);
  }
}
