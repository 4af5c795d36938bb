package org.dashsweep.jobs.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.commons.math3.stat.descriptive.moment.StandardDeviation;
import org.apache.commons.math3.stat.descriptive.summary.Sum;
import org.dashsweep.jobs.table.Snapshot;
import org.dashsweep.trial.TrialStatus;
import org.jspecify.annotations.Nullable;

/**
 * The means of all trials by method, rank and data set, for tables of any size: it reads a handful
 * of columns and keeps nothing of a trial.
 *
 * @param cells what was measured, by method, rank and data set
 */
public record SummaryQuery(Map<Key, Mean> cells) {
  private static final String METRIC = "primary_metric";
  private static final String VALUE = "primary_value";
  private static final String STATUS = "status";
  private static final Set<String> COLUMNS =
      Set.of(Sweep.METHOD, Sweep.RANK, Sweep.TASK, "experiment", STATUS, METRIC, VALUE);

  private static final Comparator<Key> ORDER =
      Comparator.comparing(Key::method)
          .thenComparing(Key::rank, Comparator.nullsFirst(Comparator.naturalOrder()))
          .thenComparing(Key::dataset)
          .thenComparing(Key::metric);

  public SummaryQuery {
    cells = Map.copyOf(cells);
  }

  /**
   * Which trials a mean is of.
   *
   * @param rank null for methods without one
   * @param dataset the task, or the experiment where trials have none
   */
  public record Key(String method, @Nullable Long rank, String dataset, String metric) {}

  /** A mean over trials with its standard deviation (of a sample). */
  public record Mean(double mean, double standardDeviation, long trials) {}

  /** Asks the tables. */
  public static SummaryQuery of(Snapshot snapshot) throws IOException {
    Map<Key, Moments> sums = new HashMap<>();
    snapshot.forEachTrial(
        COLUMNS,
        row -> {
          if (TrialStatus.SUCCEEDED.name().equals(row.textOrNull(STATUS))) {
            @Nullable String task = row.textOrNull(Sweep.TASK);
            @Nullable String experiment = row.textOrNull("experiment");
            Key key =
                new Key(
                    row.textOrNull(Sweep.METHOD) == null ? "–" : row.text(Sweep.METHOD),
                    row.wholeOrNull(Sweep.RANK),
                    task != null ? task : experiment != null ? experiment : "–",
                    row.text(METRIC));
            sums.computeIfAbsent(key, added -> new Moments()).add(row.real(VALUE));
          }
        });
    Map<Key, Mean> cells = new TreeMap<>(ORDER);
    sums.forEach((key, moments) -> cells.put(key, moments.mean()));
    return new SummaryQuery(cells);
  }

  /** What of many values a {@link Mean} needs: SummaryStatistics takes logarithms besides. */
  private static final class Moments {
    private final Sum sum = new Sum();
    private final StandardDeviation deviation = new StandardDeviation();

    void add(double value) {
      sum.increment(value);
      deviation.increment(value);
    }

    Mean mean() {
      return new Mean(sum.getResult() / sum.getN(), deviation.getResult(), sum.getN());
    }
  }

  /** A line of text for each method and rank, a column for each data set, headings first. */
  public List<List<String>> lines() {
    Set<String> columns = new TreeSet<>();
    cells.keySet().forEach(key -> columns.add(column(key)));
    Map<Key, Map<String, Mean>> rows = new TreeMap<>(ORDER);
    cells.forEach(
        (key, mean) ->
            rows.computeIfAbsent(
                    new Key(key.method(), key.rank(), "", ""), added -> new TreeMap<>())
                .put(column(key), mean));
    List<List<String>> lines = new ArrayList<>();
    List<String> headings = new ArrayList<>(List.of("mean"));
    headings.addAll(columns);
    lines.add(headings);
    rows.forEach(
        (key, means) -> {
          List<String> line = new ArrayList<>();
          line.add(key.rank() == null ? key.method() : key.method() + ", rank " + key.rank());
          for (String column : columns) {
            @Nullable Mean mean = means.get(column);
            line.add(mean == null ? "–" : text(mean));
          }
          lines.add(line);
        });
    return lines;
  }

  private static String column(Key key) {
    return key.dataset() + " " + key.metric();
  }

  private static String text(Mean mean) {
    String spread =
        mean.trials() < 2 ? "" : " ± " + ReportTable.decimal(mean.standardDeviation(), 4);
    return "%s%s (%d)".formatted(ReportTable.decimal(mean.mean(), 4), spread, mean.trials());
  }
}
