package org.dashsweep.jobs.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.dashsweep.jobs.grouping.ReportedTrial;
import org.dashsweep.jobs.report.ReportTable.Cell;
import org.dashsweep.jobs.report.ReportTable.Trace;
import org.dashsweep.jobs.statistics.Interval;
import org.dashsweep.jobs.verdict.PublishedIntervals;
import org.dashsweep.trial.TrialResult;
import org.jspecify.annotations.Nullable;

/**
 * The measurements of one configuration's trials, by the columns of a publication.
 *
 * @param columns for each column the trials that measured it
 * @param cautions about measurements that differ from the publication's
 */
record ReportMeasuredColumns(List<List<Value>> columns, List<String> cautions) {
  private static final double CONFIDENCE = 0.95;

  /**
   * The measurement of one trial.
   *
   * @param value in the publication's unit
   * @param evaluation that the value is of
   */
  record Value(ReportedTrial trial, double value, TrialResult.Evaluation evaluation) {}

  /** Chooses the one of a trial's evaluations of a column that counts. */
  @FunctionalInterface
  interface Choice {
    Optional<TrialResult.Evaluation> of(String trialId, PublishedNumbers.Column column)
        throws IOException;
  }

  static ReportMeasuredColumns of(
      PublishedNumbers published, List<ReportedTrial> trials, Choice evaluations)
      throws IOException {
    List<List<Value>> columns = new ArrayList<>();
    Set<String> cautions = new LinkedHashSet<>();
    for (PublishedNumbers.Column column : published.columns()) {
      List<Value> values = new ArrayList<>();
      @Nullable Integer examples = column.examples();
      for (ReportedTrial trial : trials) {
        evaluations
            .of(trial.id(), column)
            .ifPresent(
                row -> {
                  values.add(new Value(trial, published.unit().of(row.value()), row));
                  if (examples != null && row.examples() != examples) {
                    cautions.add(
                        String.format(
                            Locale.ROOT,
                            "%s was measured on %d examples and published on %d.",
                            column.title(),
                            row.examples(),
                            examples));
                  }
                });
      }
      columns.add(values);
    }
    return new ReportMeasuredColumns(columns, List.copyOf(cautions));
  }

  /** Returns a cell for each column and one for the average. */
  List<Cell> cells() {
    List<Cell> cells = new ArrayList<>();
    for (List<Value> values : columns) {
      cells.add(
          mean(values)
              .map(mean -> Cell.of(mean, PublishedTable.DECIMALS).withTraces(traces(values)))
              .orElse(PublishedTable.NOTHING));
    }
    cells.add(
        average()
            .map(mean -> Cell.of(mean, PublishedTable.DECIMALS))
            .orElse(PublishedTable.NOTHING));
    return cells;
  }

  /** Returns the mean of each column, and last that of their average; empty where there is none. */
  List<Optional<ReportedMean>> means() {
    List<Optional<ReportedMean>> means = new ArrayList<>();
    columns.forEach(values -> means.add(mean(values)));
    means.add(average());
    return means;
  }

  /** Measured minus published, for each column and for the average. */
  List<Cell> differences(PublishedNumbers.Row row) {
    List<Cell> cells = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      cells.add(difference(mean(columns.get(i)), row.values().get(i)));
    }
    cells.add(difference(average(), row.average()));
    return cells;
  }

  /**
   * Says for each published value whether it lies in the interval of the measured mean, or how far
   * outside. The average of the columns has no interval.
   */
  List<Cell> within(
      PublishedNumbers.Row row, PublishedNumbers.Unit unit, PublishedIntervals intervals) {
    List<Cell> cells = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      @Nullable Double published = row.values().get(i);
      cells.add(
          published == null
              ? PublishedTable.NOTHING
              : interval(columns.get(i), unit, intervals)
                  .map(interval -> within(published, interval))
                  .orElse(PublishedTable.NOTHING));
    }
    cells.add(PublishedTable.NOTHING);
    return cells;
  }

  /**
   * Returns the interval of each column's mean, in the publication's unit, and last that of the
   * average, which is over seeds alone; empty where there is none.
   */
  List<Optional<Interval>> intervals(PublishedNumbers.Unit unit, PublishedIntervals intervals) {
    List<Optional<Interval>> found = new ArrayList<>();
    columns.forEach(values -> found.add(interval(values, unit, intervals)));
    found.add(
        average()
            .flatMap(mean -> mean.sample().interval(CONFIDENCE))
            .map(interval -> new Interval(interval.low(), interval.high())));
    return found;
  }

  private static Optional<Interval> interval(
      List<Value> values, PublishedNumbers.Unit unit, PublishedIntervals intervals) {
    return intervals
        .mean(
            values.stream()
                .map(value -> new PublishedIntervals.Evaluated(value.trial(), value.evaluation()))
                .toList())
        .flatMap(mean -> mean.interval(CONFIDENCE))
        .map(interval -> new Interval(unit.of(interval.low()), unit.of(interval.high())));
  }

  private static Cell within(double published, Interval own) {
    double distance = own.distance(published);
    return PublishedTable.exact(
        String.format(
            Locale.ROOT,
            "%s %s … %s",
            distance == 0
                ? "inside"
                : "outside by " + ReportTable.signed(distance, PublishedTable.DECIMALS) + ":",
            ReportTable.decimal(own.low(), PublishedTable.DECIMALS),
            ReportTable.decimal(own.high(), PublishedTable.DECIMALS)),
        distance);
  }

  /** Over the columns, for each seed that measured all of them. */
  private Optional<ReportedMean> average() {
    SortedMap<String, List<Double>> bySeed = new TreeMap<>();
    for (List<Value> values : columns) {
      // Of a seed's several trials on one data set, which differ in nothing else, one counts.
      Set<String> seeds = new TreeSet<>();
      for (Value value : values) {
        String seed = value.trial().seedLabel();
        if (seeds.add(seed)) {
          bySeed.computeIfAbsent(seed, key -> new ArrayList<>()).add(value.value());
        }
      }
    }
    List<Double> averages =
        bySeed.values().stream()
            .filter(values -> values.size() == columns.size())
            .map(values -> values.stream().mapToDouble(Double::doubleValue).average().orElseThrow())
            .toList();
    return averages.isEmpty()
        ? Optional.empty()
        : Optional.of(
            ReportedMean.of(
                columns.stream().flatMap(List::stream).map(Value::trial).toList(),
                ReportedSample.of(averages)));
  }

  private static Optional<ReportedMean> mean(List<Value> values) {
    return values.isEmpty()
        ? Optional.empty()
        : Optional.of(
            ReportedMean.of(
                values.stream().map(Value::trial).toList(),
                ReportedSample.of(values.stream().map(Value::value).toList())));
  }

  private static Cell difference(Optional<ReportedMean> measured, @Nullable Double published) {
    if (measured.isEmpty() || published == null) {
      return PublishedTable.NOTHING;
    }
    double difference = measured.get().sample().mean() - published;
    return PublishedTable.exact(
        ReportTable.signed(difference, PublishedTable.DECIMALS), difference);
  }

  private static List<Trace> traces(List<Value> values) {
    return values.stream()
        .map(value -> Trace.of(value.trial(), value.value(), PublishedTable.DECIMALS))
        .toList();
  }
}
