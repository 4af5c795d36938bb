package org.dashsweep.jobs.cli;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.dashsweep.jobs.results.ResultStore;

/** The output directories that users name. */
final class Outputs {
  private Outputs() {}

  /**
   * Opens one, which need not exist yet.
   *
   * @throws IOException if its file system cannot be reached
   * @throws org.dashsweep.jobs.storage.AddressException if the address names none, or is a file's
   */
  static ResultStore open(String address, Configuration hadoop) throws IOException {
    ResultStore store = ResultStore.open(address, hadoop);
    store.output().requireNoFile();
    return store;
  }
}
