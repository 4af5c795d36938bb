package org.dashsweep.jobs.serve;

import java.io.IOException;

/** Writes the report of an output directory anew. */
@FunctionalInterface
public interface ReportWriter {
  /**
   * Writes it.
   *
   * @throws IOException if there is nothing to report on, or a file cannot be read or written
   */
  void write() throws IOException;
}
