package org.dashsweep.jobs.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.dashsweep.jobs.report.ReportTable.Cell;
import org.dashsweep.jobs.report.ReportTable.Heading;
import org.dashsweep.jobs.verdict.RankingRow;

/** Methods over several tasks at once: a table and Demšar's diagram. */
final class RankingFigures {
  private RankingFigures() {}

  /** Methods over several tasks; no rows for one task. */
  static ReportTable table(List<RankingRow> rankings) {
    return new ReportTable(
        "rankings",
        "Methods over all tasks that they share: mean rank, 1 the best, with the critical difference"
            + " of Nemenyi's test, and the interquartile mean with its bootstrap interval.",
        List.of(
            Heading.text("method"),
            Heading.number("tasks"),
            Heading.number("mean rank"),
            Heading.number("critical difference"),
            Heading.number("p of no difference"),
            Heading.number("interquartile mean"),
            VerdictSection.INTERVAL),
        rankings.stream()
            .map(
                row ->
                    List.of(
                        Cell.of(row.method()),
                        Cell.of(row.tasks()),
                        Cell.of(row.meanRank(), 2),
                        Cell.of(row.criticalDifference(), 2),
                        VerdictTable.probability(row.friedmanP()),
                        VerdictSection.decimal(row.interquartileMean()),
                        VerdictSection.interval(row.low(), row.high())))
            .toList());
  }

  /** Demšar's diagram: methods whose spans overlap are not told apart. */
  static List<Figure> of(List<RankingRow> rankings) {
    List<RankingRow> rows =
        rankings.stream().sorted(Comparator.comparingDouble(RankingRow::meanRank)).toList();
    if (rows.isEmpty()) {
      return List.of();
    }
    List<Chart.Series> series = new ArrayList<>();
    double low = 1;
    double high = rows.size();
    for (int i = 0; i < rows.size(); i++) {
      RankingRow row = rows.get(i);
      double reach = row.criticalDifference() / 2;
      series.add(
          new Chart.Series(
              row.method(),
              row.method(),
              null,
              List.of(
                  new double[] {
                    i, row.meanRank(), row.meanRank() - reach, row.meanRank() + reach
                  })));
      low = Math.min(low, Math.floor(row.meanRank() - reach));
      high = Math.max(high, Math.ceil(row.meanRank() + reach));
    }
    return Figure.of(
        "Mean ranks over data sets",
        "Whiskers reach half of the critical difference: methods whose whiskers overlap are not told"
            + " apart.",
        List.of(
            new Chart(
                "ranks",
                Chart.Kind.INTERVALS,
                rows.get(0).tasks() + " data sets",
                List.of(
                    Chart.Axis.linear("mean rank, 1 is best").between(low, high),
                    Chart.Axis.of("method", rows.stream().map(RankingRow::method).toList())),
                series)));
  }
}
