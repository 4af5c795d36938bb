package org.dashsweep.jobs.tables;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * The files of a table's rows that will not change.
 *
 * @param compacted URIs of files of which every row counts
 * @param directory URI of the directory of the trials' own files
 * @param fileNames the names of the files there that count. Files of compacted trials do not count,
 *     but stay for a while. If there are none, the directory need not exist
 */
public record TableFiles(List<String> compacted, String directory, List<String> fileNames) {
  public TableFiles {
    compacted = List.copyOf(compacted);
    fileNames = List.copyOf(fileNames);
  }

  /** The URIs of all of them. */
  public List<String> addresses() {
    List<String> all = new ArrayList<>(compacted);
    fileNames.forEach(name -> all.add(directory + "/" + name));
    return all;
  }

  /**
   * Reads a whole file and compares it with its checksums.
   *
   * @return what is wrong with it, with its name and the remedy
   */
  public static Optional<String> problem(String address, Configuration configuration)
      throws IOException {
    try (VerifiedTableFile file = VerifiedTableFile.open(new Path(address), configuration)) {
      file.requireWhole();
      return Optional.empty();
    } catch (DamagedTableException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }
}
