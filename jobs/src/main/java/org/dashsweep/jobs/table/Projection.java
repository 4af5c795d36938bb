package org.dashsweep.jobs.table;

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
}
