package org.dashsweep.jobs.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.dashsweep.jobs.table.Outcome;
import org.dashsweep.jobs.table.TrialRow;
import org.dashsweep.sweep.Vocabulary;
import org.jspecify.annotations.Nullable;

/**
 * The result in a few lines: for each method and rank, and each task, the mean of the primary
 * metric and how many trials it is of. The report says more, and with what certainty.
 */
final class ResultTable {
  private static final String EMPTY = "-";

  private ResultTable() {}

  static List<String> lines(List<TrialRow> rows) {
    SortedSet<String> columns = new TreeSet<>();
    SortedMap<Setting, SortedMap<String, List<Double>>> values = new TreeMap<>();
    for (TrialRow row : rows) {
      if (row.outcome() instanceof Outcome.Succeeded succeeded) {
        String task = text(row, "task", text(row, Vocabulary.EXPERIMENT, "all"));
        String column = task + " " + succeeded.primaryMetric();
        columns.add(column);
        values
            .computeIfAbsent(Setting.of(row), setting -> new TreeMap<>())
            .computeIfAbsent(column, name -> new ArrayList<>())
            .add(succeeded.primaryValue());
      }
    }
    List<List<String>> cells = new ArrayList<>();
    cells.add(line("mean", columns));
    values.forEach(
        (setting, byColumn) ->
            cells.add(
                line(
                    setting.toString(),
                    columns.stream()
                        .map(column -> mean(byColumn.getOrDefault(column, List.of())))
                        .toList())));
    return values.isEmpty() ? List.of() : TextTable.lines(cells);
  }

  private static String mean(List<Double> values) {
    return values.isEmpty()
        ? EMPTY
        : String.format(
            Locale.ROOT,
            "%.4f (%d)",
            values.stream().mapToDouble(Double::doubleValue).average().orElseThrow(),
            values.size());
  }

  private static List<String> line(String first, Iterable<String> rest) {
    List<String> line = new ArrayList<>(List.of(first));
    rest.forEach(line::add);
    return line;
  }

  private static String text(TrialRow row, String parameter, String otherwise) {
    @Nullable String text = row.parameter(parameter);
    return text == null ? otherwise : text;
  }

  /** A line of the table. Ranks sort as numbers; a method without ranks has 0. */
  private record Setting(String method, long rank) implements Comparable<Setting> {
    static Setting of(TrialRow row) {
      @Nullable Object rank = row.parameters().get("rank");
      return new Setting(text(row, "method", "trial"), rank instanceof Long number ? number : 0);
    }

    @Override
    public int compareTo(Setting other) {
      int byMethod = method.compareTo(other.method);
      return byMethod != 0 ? byMethod : Long.compare(rank, other.rank);
    }

    @Override
    public String toString() {
      return rank == 0 ? method : method + ", rank " + rank;
    }
  }
}
