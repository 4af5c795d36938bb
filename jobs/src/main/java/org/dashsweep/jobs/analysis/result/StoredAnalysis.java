package org.dashsweep.jobs.analysis.result;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dashsweep.jobs.tables.TableSchema;
import org.dashsweep.jobs.tables.TableSnapshot;
import org.jspecify.annotations.Nullable;

/**
 * An analysis as an output directory holds it.
 *
 * @param madeOf fingerprint of the tables that it was made of
 */
public record StoredAnalysis(Analysis analysis, String madeOf) {
  /** The sentence for readers of an analysis that is older than its tables. */
  public static final String STALE =
      "The analysis is older than the tables: run dash-sweep analyse again.";

  /**
   * Tells whether it was made of the tables as they are now. Reads the table {@code evaluations}.
   */
  public boolean isCurrent(TableSnapshot snapshot) throws IOException {
    return madeOf.equals(TablesFingerprint.of(snapshot));
  }

  /** Returns the rows of each table as Spark takes them. */
  public Map<TableSchema<?>, List<@Nullable Object[]>> sparkValues() {
    Map<TableSchema<?>, List<@Nullable Object[]>> tables = new LinkedHashMap<>();
    for (AnalysisTables.Kept<?> table : AnalysisTables.ALL) {
      tables.put(table.schema(), table.sparkValues(analysis));
    }
    return tables;
  }
}
