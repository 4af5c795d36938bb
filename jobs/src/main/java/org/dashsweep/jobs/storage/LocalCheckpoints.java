package org.dashsweep.jobs.storage;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A checkpoint in an output directory that is a directory here: what is written is where it
 * belongs.
 */
record LocalCheckpoints(OutputDirectory output, String folder) implements TrialCheckpoints {
  @Override
  public Path directory() {
    return Path.of(output.path(folder).toUri().getPath());
  }

  @Override
  public void written() {}

  @Override
  public void discard() throws IOException {
    output.delete(folder);
  }

  @Override
  public void close() {}
}
