package org.dashsweep.jobs.tables;

import java.util.regex.Pattern;
import org.apache.hadoop.fs.Path;

/** The names of the files that trials, and runs in {@code events}, have of their own. */
final class TableFileNames {
  /** The suffix of the file of a trial that will not run again, in every table. */
  static final String SUFFIX = ".parquet";

  /**
   * The suffix of the file in {@code trials} of a trial that has no result: its name alone says so.
   */
  static final String FAILED_SUFFIX = ".failed" + SUFFIX;

  private static final Pattern OF_RUN = Pattern.compile(".+-[0-9]+");

  private TableFileNames() {}

  /** A file's name without its suffix. */
  static String stem(Path file) {
    return without(file.getName(), SUFFIX);
  }

  /** Tells whether a file of a table is that of a trial that ended, or of a run, by its name. */
  static boolean isOwn(TableSchema<?> table, String name) {
    if (!name.endsWith(SUFFIX)) {
      return false;
    }
    String stem = without(name, SUFFIX);
    return TrialRow.isId(stem) && (table != Tables.EVENTS || OF_RUN.matcher(stem).matches());
  }

  /** A file of a table that a trial, or a run, has of its own. */
  static TableFile own(TableSchema<?> table, Path file) {
    return new TableFile(
        file,
        table == Tables.EVENTS
            ? new TableFile.OfRun(stem(file))
            : new TableFile.OfTrial(without(without(file.getName(), FAILED_SUFFIX), SUFFIX)));
  }

  /** A name without a suffix that it may have. */
  static String without(String name, String suffix) {
    return name.endsWith(suffix) ? name.substring(0, name.length() - suffix.length()) : name;
  }
}
