package org.dashsweep.jobs.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.fs.Path;
import org.dashsweep.jobs.table.ResultStore;

final class Reports {
  private Reports() {}

  static Path write(ResultStore store) throws IOException {
    return store.writeFile("report/index.html", "stub".getBytes(StandardCharsets.UTF_8));
  }
}
