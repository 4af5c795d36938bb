package org.dashsweep.jobs.tables;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;

/**
 * The damage to the files of an output directory.
 *
 * @param directory the output directory
 * @param trials the ids of trials that are not whole, with the damage; a run runs them again
 * @param parts the damage to parts, whose trials a run runs again
 * @param strays files left aside, relative to the directory: no trial has files of such names
 */
public record TableDamage(
    Path directory, SortedMap<String, String> trials, List<String> parts, List<String> strays) {
  private static final int SHOWN = 20;

  public TableDamage {
    trials = Collections.unmodifiableSortedMap(new TreeMap<>(trials));
    parts = List.copyOf(parts);
    strays = List.copyOf(strays);
  }

  /** Tells whether every trial that ended is whole. */
  public boolean isNone() {
    return trials.isEmpty() && parts.isEmpty();
  }

  /** A line for each thing that is wrong, with its file and remedy, and for each stray. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    parts.forEach(part -> lines.add(part + ": restore it from a copy, or run their sweeps again"));
    trials.forEach((id, what) -> lines.add(trial(id, what)));
    strays.forEach(
        name ->
            lines.add(
                String.format(
                    Locale.ROOT,
                    "%s is left aside, since its name is not that of the trial whose rows it holds: delete it",
                    new Path(directory, new Path(null, null, name)))));
    if (lines.size() > SHOWN) {
      int more = lines.size() - SHOWN;
      lines.subList(SHOWN, lines.size()).clear();
      lines.add(String.format(Locale.ROOT, "and %,d more", more));
    }
    return lines;
  }

  /**
   * Lets whoever needs every trial go on.
   *
   * @throws IOException if a trial that ended is not whole; the message is one line
   */
  public void requireNone() throws IOException {
    if (!isNone()) {
      int more = parts.size() + trials.size() - 1;
      throw new IOException(
          lines().get(0)
              + (more == 0 ? "" : String.format(Locale.ROOT, ". %,d more are not whole", more)));
    }
  }

  private static String trial(String id, String what) {
    return what
        + String.format(
            Locale.ROOT, ": run its sweep again to have trial %s run again, or delete it", id);
  }
}
