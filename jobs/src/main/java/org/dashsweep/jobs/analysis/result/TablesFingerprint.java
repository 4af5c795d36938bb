package org.dashsweep.jobs.analysis.result;

import java.io.IOException;
import java.util.HexFormat;
import java.util.Set;
import org.dashsweep.data.StableHash;
import org.dashsweep.jobs.tables.TableSnapshot;
import org.dashsweep.jobs.tables.Tables;

/**
 * The content that an analysis is made of: the ids of the trials that succeeded, which cover their
 * settings, and every evaluation. Compaction changes neither.
 */
public final class TablesFingerprint {
  private static final String PURPOSE = "analysis";

  private TablesFingerprint() {}

  /** Returns the fingerprint of the tables as they are, whatever the order of their rows. */
  public static String of(TableSnapshot snapshot) throws IOException {
    Sum sum = new Sum();
    Set<String> succeeded = snapshot.succeeded();
    succeeded.forEach(sum::add);
    snapshot.forEach(Tables.EVALUATIONS, succeeded, row -> sum.add(row.toString()));
    return HexFormat.of().toHexDigits(sum.value);
  }

  /** A sum of hashes, which no order of the rows changes. */
  private static final class Sum {
    private long value;

    void add(String text) {
      value += StableHash.of(PURPOSE, text);
    }
  }
}
