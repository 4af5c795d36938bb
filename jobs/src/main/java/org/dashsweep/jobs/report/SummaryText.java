package org.dashsweep.jobs.report;

import java.util.ArrayList;
import java.util.List;
import org.dashsweep.jobs.console.TextTable;

/** Lays means out for a terminal: a table, and below it what is to be known of them. */
public final class SummaryText {
  private SummaryText() {}

  /** No lines if no trial has succeeded. */
  public static List<String> lines(Summary summary) {
    if (summary.lines().isEmpty()) {
      return List.of();
    }
    List<String> lines = new ArrayList<>(TextTable.lines(summary.lines()));
    lines.addAll(summary.notes());
    return lines;
  }
}
