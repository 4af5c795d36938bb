package org.dashsweep.jobs.report;

import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.dashsweep.jobs.report.ReportTable.Cell;
import org.dashsweep.jobs.report.ReportTable.Heading;
import org.dashsweep.jobs.report.ReportTable.Trace;
import org.dashsweep.jobs.table.Outcome;
import org.dashsweep.jobs.table.TrialRow;

/** The trials one by one. */
final class TrialTables {
  private TrialTables() {}

  /** The trials that failed, with the reason. */
  static ReportTable failures(Sweep sweep) {
    List<List<Cell>> rows = new ArrayList<>();
    for (TrialRow row : sweep.rows()) {
      if (row.outcome() instanceof Outcome.Failed failed) {
        rows.add(
            List.of(
                Cell.of(row.trialId()).withTraces(List.of(new Trace("", List.of(row.trialId())))),
                Cell.of(Sweep.task(row)),
                Cell.of(sweep.configuration(row).label()),
                Cell.of(Objects.requireNonNullElse(row.parameter(Sweep.SEED), "–")),
                Cell.of(failed.failureClass().name()),
                Cell.of(failed.message()),
                Cell.of(row.attempts()),
                Cell.of(row.host())));
      }
    }
    return new ReportTable(
        "failures",
        "Trials that could not be finished. They count nowhere above; a further run tries them"
            + " again.",
        List.of(
            Heading.text("trial"),
            Heading.text("data set"),
            Heading.text("configuration"),
            Heading.number("seed"),
            Heading.text("class"),
            Heading.text("reason"),
            Heading.number("attempts"),
            Heading.text("host")),
        rows);
  }

  /** Every trial: what tells it apart, and its value. */
  static ReportTable all(Sweep sweep) {
    Set<String> constant = constants(sweep).keySet();
    List<String> varying =
        parameters(sweep).stream()
            .filter(name -> !constant.contains(name))
            .sorted(Comparator.comparingInt(TrialTables::order).thenComparing(name -> name))
            .toList();
    List<Heading> headings = new ArrayList<>();
    headings.add(Heading.text("trial"));
    for (String name : varying) {
      headings.add(isNumeric(sweep, name) ? Heading.number(name) : Heading.text(name));
    }
    headings.add(Heading.text("status"));
    headings.add(Heading.text("metric"));
    headings.add(Heading.number("value"));
    headings.add(Heading.text("host"));
    headings.add(Heading.text("finished, UTC"));
    List<List<Cell>> rows = new ArrayList<>();
    for (TrialRow row : sweep.rows()) {
      List<Cell> cells = new ArrayList<>();
      cells.add(Cell.of(row.trialId()));
      for (String name : varying) {
        String value = row.parameter(name);
        cells.add(value == null ? Cell.empty(headings.get(cells.size())) : Cell.of(value));
      }
      cells.add(Cell.of(row.status().name()));
      if (row.outcome() instanceof Outcome.Succeeded measured) {
        cells.add(Cell.of(measured.primaryMetric()));
        cells.add(Cell.of(measured.primaryValue(), SummaryTable.DECIMALS + 1));
      } else {
        cells.add(Cell.empty(headings.get(cells.size())));
        cells.add(Cell.empty(headings.get(cells.size())));
      }
      cells.add(Cell.of(row.host()));
      cells.add(
          Cell.of(
              DateTimeFormatter.ISO_INSTANT.format(
                  row.finishedAt().truncatedTo(ChronoUnit.SECONDS))));
      rows.add(cells);
    }
    return new ReportTable(
        "trials",
        "Every trial, with the parameters that are not the same in all of them.",
        headings,
        rows);
  }

  /** The parameters that all trials have, with one value. */
  static SortedMap<String, String> constants(Sweep sweep) {
    SortedMap<String, String> constants = new TreeMap<>();
    for (String name : parameters(sweep)) {
      Set<String> values = new TreeSet<>();
      for (TrialRow row : sweep.rows()) {
        values.add(Objects.requireNonNullElse(row.parameter(name), ""));
      }
      if (values.size() == 1) {
        constants.put(name, values.iterator().next());
      }
    }
    return constants;
  }

  private static Set<String> parameters(Sweep sweep) {
    Set<String> names = new TreeSet<>();
    sweep.rows().forEach(row -> names.addAll(row.parameters().keySet()));
    return names;
  }

  private static int order(String name) {
    List<String> first = List.of(Sweep.TASK, Sweep.METHOD, Sweep.RANK, Sweep.SEED);
    int place = first.indexOf(name);
    return place < 0 ? first.size() : place;
  }

  private static boolean isNumeric(Sweep sweep, String name) {
    return sweep.rows().stream()
        .map(row -> row.parameters().get(name))
        .filter(Objects::nonNull)
        .allMatch(value -> value instanceof Number);
  }
}
