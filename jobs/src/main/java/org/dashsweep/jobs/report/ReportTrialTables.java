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
import org.dashsweep.adapter.DirectionLaunch;
import org.dashsweep.jobs.grouping.ReportedIdentity;
import org.dashsweep.jobs.grouping.ReportedMethodStates;
import org.dashsweep.jobs.grouping.ReportedTrials;
import org.dashsweep.jobs.report.ReportTable.Cell;
import org.dashsweep.jobs.report.ReportTable.Heading;
import org.dashsweep.jobs.report.ReportTable.Trace;
import org.dashsweep.jobs.tables.Outcome;
import org.dashsweep.jobs.tables.TrialRow;
import org.dashsweep.trial.EvaluatedState;
import org.dashsweep.trial.TrialResult;

/** The trials one by one. */
final class ReportTrialTables {
  private static final List<String> IDENTITY =
      List.of(ReportedTrials.TASK, ReportedTrials.METHOD, ReportedTrials.RANK, ReportedTrials.SEED);

  private ReportTrialTables() {}

  /** The trials that failed, with the reason. */
  static ReportTable failures(ReportedTrials sweep) {
    List<List<Cell>> rows = new ArrayList<>();
    for (TrialRow row : sweep.rows()) {
      if (row.outcome() instanceof Outcome.Failed failed) {
        rows.add(
            List.of(
                Cell.of(row.trialId()).withTraces(List.of(new Trace("", List.of(row.trialId())))),
                Cell.of(ReportedTrials.task(row)),
                Cell.of(sweep.configuration(row).label()),
                Cell.of(Objects.requireNonNullElse(row.parameter(ReportedTrials.SEED), "–")),
                Cell.of(failed.failureClass().name()),
                Cell.of(failed.failureMessage()),
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
  static ReportTable all(ReportedTrials sweep) {
    Set<String> constant = constants(sweep).keySet();
    List<String> varying =
        parameters(sweep).stream()
            .filter(name -> !constant.contains(name) && !ReportedIdentity.isCarrier(name))
            .sorted(Comparator.comparingInt(ReportTrialTables::order).thenComparing(name -> name))
            .toList();
    // The value beside what everybody looks for, not beyond the right edge.
    List<String> identity = varying.stream().filter(IDENTITY::contains).toList();
    List<String> others = varying.stream().filter(name -> !IDENTITY.contains(name)).toList();
    List<Heading> headings = new ArrayList<>();
    headings.add(Heading.text("trial"));
    identity.forEach(name -> headings.add(heading(sweep, name)));
    headings.add(Heading.number("value"));
    headings.add(Heading.text("metric"));
    headings.add(Heading.text("status"));
    headings.add(Heading.number("evaluated after update"));
    headings.add(Heading.text("evaluated state"));
    others.forEach(name -> headings.add(heading(sweep, name)));
    headings.add(Heading.text("host"));
    headings.add(Heading.text("finished, UTC"));
    List<List<Cell>> rows = new ArrayList<>();
    for (TrialRow row : sweep.rows()) {
      List<Cell> cells = new ArrayList<>();
      cells.add(Cell.of(row.trialId()));
      identity.forEach(name -> cells.add(parameter(row, name)));
      if (row.outcome() instanceof Outcome.Succeeded measured) {
        TrialResult.Score score = measured.summary().score();
        cells.add(Cell.of(score.primaryValue(), SummaryTable.DECIMALS + 1));
        cells.add(Cell.of(score.primaryMetric()));
      } else {
        cells.add(Cell.empty(Heading.number("value")));
        cells.add(Cell.empty(Heading.text("metric")));
      }
      cells.add(Cell.of(row.status().name()));
      cells.addAll(evaluated(row));
      others.forEach(name -> cells.add(parameter(row, name)));
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

  /** The state that the value is of, by its update and in words. */
  private static List<Cell> evaluated(TrialRow row) {
    if (!(row.outcome() instanceof Outcome.Succeeded measured)) {
      return List.of(Cell.empty(Heading.number("update")), Cell.empty(Heading.text("state")));
    }
    EvaluatedState state = measured.summary().evaluated();
    String chosen =
        switch (state.choice()) {
          case LAST_UPDATE -> "last";
          case LOWEST_VALIDATION_LOSS -> "lowest validation loss";
        };
    return List.of(
        Cell.of(state.step()),
        Cell.of(
            state.launch() == DirectionLaunch.AHEAD
                ? chosen
                    + ReportedMethodStates.beforeLaunch(
                        String.valueOf(row.parameter(ReportedTrials.METHOD)))
                : chosen));
  }

  /** The parameters that all trials have, with one value. */
  static SortedMap<String, String> constants(ReportedTrials sweep) {
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

  private static Set<String> parameters(ReportedTrials sweep) {
    Set<String> names = new TreeSet<>();
    sweep.rows().forEach(row -> names.addAll(row.parameters().keySet()));
    return names;
  }

  private static int order(String name) {
    int place = IDENTITY.indexOf(name);
    return place < 0 ? IDENTITY.size() : place;
  }

  private static Heading heading(ReportedTrials sweep, String name) {
    return isNumeric(sweep, name) ? Heading.number(name) : Heading.text(name);
  }

  private static Cell parameter(TrialRow row, String name) {
    String value = row.parameter(name);
    return value == null ? Cell.empty(Heading.text(name)) : Cell.of(value);
  }

  private static boolean isNumeric(ReportedTrials sweep, String name) {
    return sweep.rows().stream()
        .map(row -> row.parameters().get(name))
        .filter(Objects::nonNull)
        .allMatch(value -> value instanceof Number);
  }
}
