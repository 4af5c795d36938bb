package org.dashsweep.jobs.report;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.dashsweep.jobs.grouping.ReportedTrials;
import org.dashsweep.jobs.report.ReportPage.Fact;
import org.dashsweep.jobs.tables.TrialRow;
import org.dashsweep.space.SearchSpace;

/** The origin of a report's numbers. */
final class ReportProvenance {
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private ReportProvenance() {}

  /** Machines, versions, models and data sets. */
  static List<Fact> facts(ReportedTrials sweep) {
    List<TrialRow> rows = sweep.rows();
    Instant start = rows.stream().map(TrialRow::startedAt).min(Comparator.naturalOrder()).get();
    Instant end = rows.stream().map(TrialRow::finishedAt).max(Comparator.naturalOrder()).get();
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact("ran", MINUTE.format(start) + " to " + MINUTE.format(end)));
    facts.add(new Fact("machines", distinct(rows, TrialRow::host)));
    facts.add(
        new Fact(
            "devices",
            distinct(
                sweep.succeeded(),
                trial ->
                    trial.measured().computing().device()
                        + ", "
                        + trial.measured().computing().threads()
                        + (trial.measured().computing().threads() == 1 ? " thread" : " threads")
                        + " a trial")));
    facts.add(new Fact("Dash Sweep", distinct(rows, row -> row.software().dashSweepVersion())));
    facts.add(new Fact("Java", distinct(rows, row -> row.software().javaVersion())));
    facts.add(new Fact("PyTorch", distinct(rows, row -> row.software().pytorchVersion())));
    facts.add(new Fact("Spark", distinct(rows, row -> row.software().sparkVersion())));
    facts.add(
        new Fact(
            "models",
            distinct(
                rows,
                row -> row.parameter(SearchSpace.MODEL.name()) + " " + row.modelFingerprint())));
    facts.add(
        new Fact(
            "data sets",
            distinct(rows, row -> ReportedTrials.task(row) + " " + row.dataFingerprint())));
    facts.add(new Fact("tables", sweep.store().directory().toString()));
    return facts;
  }

  /** Returns the different values of something, in order. */
  static <T> String distinct(List<T> rows, Function<T, String> value) {
    return String.join(
        "; ", rows.stream().map(value).collect(Collectors.toCollection(TreeSet::new)));
  }
}
