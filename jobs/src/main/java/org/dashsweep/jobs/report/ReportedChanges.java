package org.dashsweep.jobs.report;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.StringJoiner;
import org.dashsweep.jobs.grouping.ReportedTrials;
import org.dashsweep.jobs.report.ReportTable.Cell;
import org.dashsweep.jobs.report.ReportTable.Heading;
import org.dashsweep.jobs.report.ReportTable.Trace;
import org.dashsweep.jobs.tables.Outcome;
import org.dashsweep.jobs.tables.TrialRow;
import org.jspecify.annotations.Nullable;

/**
 * The differences between earlier and later trials of one configuration: its value, the versions it
 * ran on, the content of its model and data.
 *
 * @param title of the comparison
 * @param sentences the numbers in words
 * @param table one row for each configuration that differs
 */
record ReportedChanges(String title, List<String> sentences, ReportTable table) {
  /** Name of the table. */
  static final String NAME = "changes";

  ReportedChanges {
    sentences = List.copyOf(sentences);
  }

  /**
   * Compares trials whose parameters are equal; of several the latest counts.
   *
   * @param before earlier trials, or another output directory's
   * @param after later trials
   */
  static ReportedChanges of(
      String title, List<TrialRow> before, List<TrialRow> after, ReportedTrials sweep) {
    Map<SortedMap<String, Object>, TrialRow> earlier = latest(before);
    Map<SortedMap<String, Object>, TrialRow> later = latest(after);
    List<List<Cell>> rows = new ArrayList<>();
    int both = 0;
    int otherValues = 0;
    for (TrialRow now : after) {
      @Nullable TrialRow then = earlier.get(now.parameters());
      if (then == null || !now.equals(later.get(now.parameters()))) {
        continue;
      }
      both++;
      String otherwise = otherwise(then, now);
      boolean otherValue = !Objects.equals(value(then), value(now));
      if (otherValue) {
        otherValues++;
      }
      if (otherValue || !otherwise.isEmpty()) {
        rows.add(row(then, now, otherwise, sweep));
      }
    }
    int gone = (int) earlier.keySet().stream().filter(key -> !later.containsKey(key)).count();
    int fresh = later.size() - both;
    List<String> sentences = new ArrayList<>();
    sentences.add(
        String.format(
            Locale.ROOT,
            "%d configurations with a seed are in both, of which %d have another value or status.",
            both,
            otherValues));
    sentences.add(
        String.format(
            Locale.ROOT, "%d are only in the earlier results, %d only in the later.", gone, fresh));
    again(after).ifPresent(sentences::add);
    return new ReportedChanges(
        title,
        sentences,
        new ReportTable(
            NAME,
            "Trials with the same parameters that differ (" + title + "), the latest of each.",
            List.of(
                Heading.text("data set"),
                Heading.text("configuration"),
                Heading.number("seed"),
                Heading.number("before"),
                Heading.number("after"),
                Heading.number("difference"),
                Heading.text("what else differs"),
                Heading.text("finished before, UTC"),
                Heading.text("finished after, UTC"),
                Heading.text("trial before")),
            rows));
  }

  /** The section of the page. */
  Section section() {
    return Section.of(NAME, "What changed " + title).saying(sentences).with(table);
  }

  private static Optional<String> again(List<TrialRow> after) {
    long again = after.stream().filter(row -> row.attempts() > 1).count();
    return again == 0
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT, "%d of the later trials took more than one attempt.", again));
  }

  private static Map<SortedMap<String, Object>, TrialRow> latest(List<TrialRow> rows) {
    Map<SortedMap<String, Object>, TrialRow> latest = new HashMap<>();
    rows.stream()
        .sorted(Comparator.comparing(TrialRow::finishedAt))
        .forEach(row -> latest.put(row.parameters(), row));
    return latest;
  }

  private static List<Cell> row(
      TrialRow then, TrialRow now, String otherwise, ReportedTrials sweep) {
    @Nullable Double before = value(then);
    @Nullable Double after = value(now);
    Cell none = Cell.empty(Heading.number("difference"));
    return List.of(
        Cell.of(ReportedTrials.task(now)),
        Cell.of(sweep.configuration(now).label())
            .withTraces(List.of(new Trace("", List.of(now.trialId())))),
        Cell.of(Objects.requireNonNullElse(now.parameter(ReportedTrials.SEED), "–")),
        value(then, before),
        value(now, after),
        before == null || after == null
            ? none
            : new Cell(
                ReportTable.signed(after - before, SummaryTable.DECIMALS + 1),
                List.of(Double.toString(after - before)),
                ReportTable.Emphasis.NONE,
                List.of()),
        Cell.of(otherwise),
        Cell.of(second(then.finishedAt())),
        Cell.of(second(now.finishedAt())),
        Cell.of(then.trialId()));
  }

  private static Cell value(TrialRow row, @Nullable Double value) {
    return value == null ? Cell.of(row.status().name()) : Cell.of(value, SummaryTable.DECIMALS + 1);
  }

  private static @Nullable Double value(TrialRow row) {
    return row.outcome() instanceof Outcome.Succeeded measured
        ? measured.summary().score().primaryValue()
        : null;
  }

  private static String second(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private static String otherwise(TrialRow then, TrialRow now) {
    StringJoiner text = new StringJoiner("; ");
    add(text, "Dash Sweep", then.software().dashSweepVersion(), now.software().dashSweepVersion());
    add(text, "Java", then.software().javaVersion(), now.software().javaVersion());
    add(text, "PyTorch", then.software().pytorchVersion(), now.software().pytorchVersion());
    add(text, "Spark", then.software().sparkVersion(), now.software().sparkVersion());
    addKnown(text, "DJL", then.software().djlVersion(), now.software().djlVersion());
    addKnown(text, "GPUs", then.software().gpuModels(), now.software().gpuModels());
    add(text, "model", shortened(then.modelFingerprint()), shortened(now.modelFingerprint()));
    add(text, "data", shortened(then.dataFingerprint()), shortened(now.dataFingerprint()));
    return text.toString();
  }

  private static void add(StringJoiner text, String what, String then, String now) {
    if (!then.equals(now)) {
      text.add(String.format(Locale.ROOT, "%s %s → %s", what, then, now));
    }
  }

  /** Rows may be older than what they say of it. */
  private static void addKnown(
      StringJoiner text, String what, @Nullable String then, @Nullable String now) {
    if (then != null && now != null) {
      add(text, what, then, now);
    }
  }

  private static String shortened(String fingerprint) {
    int shown = "sha256:".length() + 12;
    return fingerprint.length() > shown ? fingerprint.substring(0, shown) + "…" : fingerprint;
  }
}
