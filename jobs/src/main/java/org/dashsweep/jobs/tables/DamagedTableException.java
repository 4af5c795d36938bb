package org.dashsweep.jobs.tables;

import java.io.IOException;
import java.util.Locale;
import org.apache.hadoop.fs.Path;

/** A file of a table that does not hold what was written. The message names it and the remedy. */
public final class DamagedTableException extends IOException {
  private final transient Path file;
  private final String what;

  DamagedTableException(Path file, String what, Throwable cause) {
    super(message(file, what), cause);
    this.file = file;
    this.what = what;
  }

  DamagedTableException(Path file, String what) {
    super(message(file, what));
    this.file = file;
    this.what = what;
  }

  Path file() {
    return file;
  }

  /** Returns the fault, to follow the file's name. */
  String what() {
    return what;
  }

  private static String message(Path file, String what) {
    return String.format(
        Locale.ROOT,
        "%s %s: restore it from a copy, or delete it and run its sweep again",
        file,
        what);
  }
}
