package org.dashsweep.jobs.console;

import java.util.ArrayList;
import java.util.List;

/** Columns of text, three spaces apart. */
public final class TextTable {
  private static final int GAP = 3;

  private TextTable() {}

  /** One line for each row; all rows have as many cells as the first. */
  public static List<String> lines(List<List<String>> texts) {
    List<List<String>> cells =
        texts.stream().map(row -> row.stream().map(TerminalWriter::line).toList()).toList();
    int[] widths = new int[cells.get(0).size()];
    for (List<String> line : cells) {
      for (int column = 0; column < widths.length; column++) {
        widths[column] = Math.max(widths[column], line.get(column).length());
      }
    }
    List<String> lines = new ArrayList<>();
    for (List<String> line : cells) {
      StringBuilder text = new StringBuilder();
      for (int column = 0; column < widths.length; column++) {
        String cell = line.get(column);
        text.append(cell).append(" ".repeat(widths[column] - cell.length() + GAP));
      }
      lines.add(text.toString().stripTrailing());
    }
    return lines;
  }
}
