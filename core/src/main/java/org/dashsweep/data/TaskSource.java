package org.dashsweep.data;

import java.util.List;

/** A source of tasks. Implementations are safe to use from several threads. */
public interface TaskSource {
  /** Returns the tasks it has, in the order to list them. */
  List<String> names();

  /**
   * Returns the task's data, the same rows in the same order on every machine.
   *
   * @param name one of {@link #names()}
   * @throws DataException if the source cannot be read
   */
  LabelledData load(String name);

  /**
   * Identifies the rows that {@link #load} gives without building them: equal fingerprints mean
   * equal rows.
   *
   * @param name one of {@link #names()}
   * @return lower-case hexadecimal SHA-256
   * @throws DataException if the source cannot be read
   */
  String fingerprint(String name);
}
