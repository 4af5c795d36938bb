package org.dashsweep.jobs.run.driver;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.dashsweep.jobs.tables.ResultStore;

/** The ids of the trials of the latest run's sweep, one a line; written once, when it starts. */
public final class RunTrials {
  /** Their file in the output directory. */
  public static final String FILE = "run-trials.txt";

  private RunTrials() {}

  /** Returns the ids, or nothing if no run has started. */
  public static Optional<List<String>> read(ResultStore store) throws IOException {
    return store
        .readFile(FILE)
        .map(content -> new String(content, StandardCharsets.UTF_8).lines().toList());
  }

  static void write(ResultStore store, List<String> ids) throws IOException {
    store.writeFile(FILE, (String.join("\n", ids) + "\n").getBytes(StandardCharsets.UTF_8));
  }
}
