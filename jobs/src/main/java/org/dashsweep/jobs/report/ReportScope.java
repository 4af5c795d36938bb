package org.dashsweep.jobs.report;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.dashsweep.jobs.grouping.ReportedTrials;
import org.dashsweep.jobs.tables.TrialRow;
import org.dashsweep.jobs.verdict.Verdicts;
import org.jspecify.annotations.Nullable;

/**
 * The scope of a report: all trials of an output directory or the trials of one sweep file, and the
 * trials they are compared with.
 */
public final class ReportScope {
  private final @Nullable String sweep;
  private final @Nullable Set<String> trialIds;
  private final @Nullable Instant since;
  private final @Nullable Instant until;
  private final @Nullable Other other;
  private final double margin;

  private record Other(String name, List<TrialRow> rows) {}

  private ReportScope(
      @Nullable String sweep,
      @Nullable Set<String> trialIds,
      @Nullable Instant since,
      @Nullable Instant until,
      @Nullable Other other,
      double margin) {
    this.sweep = sweep;
    this.trialIds = trialIds;
    this.since = since;
    this.until = until;
    this.other = other;
    this.margin = margin;
  }

  /** Returns every trial of the output directory, whichever sweep it was run for. */
  public static ReportScope union() {
    return new ReportScope(null, null, null, null, null, Verdicts.MARGIN);
  }

  /** Only these trials. The report goes into a folder that is named like the sweep. */
  public ReportScope ofSweep(String name, Set<String> ids) {
    return new ReportScope(name, Set.copyOf(ids), since, until, other, margin);
  }

  /** Returns a scope with a section on changes since a time. */
  public ReportScope since(Instant time) {
    return new ReportScope(sweep, trialIds, time, until, other, margin);
  }

  /** Returns a scope as the tables were at a time: without trials that finished then or later. */
  public ReportScope until(Instant time) {
    return new ReportScope(sweep, trialIds, since, time, other, margin);
  }

  /**
   * Returns a scope with a section on differences from other results.
   *
   * @param name of the others, for people
   */
  public ReportScope against(String name, List<TrialRow> rows) {
    return new ReportScope(
        sweep, trialIds, since, until, new Other(name, List.copyOf(rows)), margin);
  }

  /**
   * Returns a scope in which methods that differ by less count as equal.
   *
   * @param difference more than 0, in the metric's unit
   */
  public ReportScope withMargin(double difference) {
    return new ReportScope(sweep, trialIds, since, until, other, difference);
  }

  /** Returns the difference within which methods count as equal. */
  double margin() {
    return margin;
  }

  /**
   * Returns the directory of the report, relative to the output directory, with a slash at the end.
   */
  String directory() {
    return sweep == null ? "report/" : "report/" + sweep + "/";
  }

  /** Returns the report's page, relative to the output directory. */
  public String page() {
    return directory() + "index.html";
  }

  /** The way from {@link #directory()} to the output directory, for links between files. */
  String upwards() {
    return sweep == null ? "../" : "../../";
  }

  boolean includes(TrialRow row) {
    return (trialIds == null || trialIds.contains(row.trialId()))
        && (until == null || row.finishedAt().isBefore(until));
  }

  /** Returns the section on changes, if there is to be one. */
  Optional<ReportedChanges> changes(ReportedTrials sweep) {
    if (other != null) {
      return Optional.of(
          ReportedChanges.of("against " + other.name(), other.rows(), sweep.rows(), sweep));
    }
    if (since != null) {
      Instant time = since;
      return Optional.of(
          ReportedChanges.of(
              "since " + time + (until == null ? "" : ", until " + until),
              sweep.rows().stream().filter(row -> row.finishedAt().isBefore(time)).toList(),
              sweep.rows().stream().filter(row -> !row.finishedAt().isBefore(time)).toList(),
              sweep));
    }
    return Optional.empty();
  }
}
