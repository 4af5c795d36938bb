package org.dashsweep.jobs.results;

import java.util.HashSet;
import java.util.Set;

/**
 * Some columns of a table.
 *
 * @param columns their names
 */
record Projection(TableSchema<?> table, Set<String> columns) {
  Projection {
    columns = Set.copyOf(columns);
  }

  /** These columns, and whose row it is. */
  Projection withTrialId() {
    Set<String> more = new HashSet<>(columns);
    more.add(Tables.TRIAL_ID);
    return new Projection(table, more);
  }
}
