package org.dashsweep.jobs.tables;

import java.io.IOException;

/**
 * Takes rows, one by one.
 *
 * @param <R> what a row is
 */
@FunctionalInterface
public interface RowSink<R> {
  /** Takes the next row. */
  void accept(R row) throws IOException;
}
