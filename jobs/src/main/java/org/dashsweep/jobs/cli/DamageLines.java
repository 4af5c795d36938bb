package org.dashsweep.jobs.cli;

import java.io.PrintWriter;
import org.dashsweep.jobs.tables.TableDamage;

/** Prints what is wrong with the files of an output directory, a line each. */
final class DamageLines {
  private DamageLines() {}

  /** Prints to where a command's warnings go. */
  static void print(TableDamage damage, PrintWriter err) {
    damage.lines().forEach(line -> err.println("dash-sweep: " + line));
    err.flush();
  }
}
