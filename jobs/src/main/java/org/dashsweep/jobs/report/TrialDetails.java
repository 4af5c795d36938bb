package org.dashsweep.jobs.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.dashsweep.jobs.grouping.ReportedIdentity;
import org.dashsweep.jobs.grouping.ReportedTrials;
import org.dashsweep.jobs.tables.AttemptRow;
import org.dashsweep.jobs.tables.Outcome;
import org.dashsweep.jobs.tables.Tables;
import org.dashsweep.jobs.tables.TrialRow;
import org.dashsweep.trial.TrialResult;
import org.jspecify.annotations.Nullable;

/**
 * The details that a trial's row opens to, for {@code trials.js}, which reads it as JSON: settings,
 * curves, attempts. The command that runs the trial again is made of its settings there.
 *
 * @param constants settings that are the same in all trials
 * @param trials by id
 */
record TrialDetails(SortedMap<String, Object> constants, Map<String, Detail> trials) {
  private static final int POINTS = 16;
  private static final DateTimeFormatter SECOND =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  /**
   * One trial.
   *
   * @param settings those that are not the same in all trials
   * @param described settings whose values are descriptions of a sweep file, which is needed to run
   *     the trial again
   * @param metric of its evaluations
   * @param loss (update, training loss)
   * @param evaluations (update, value)
   * @param attempts a sentence each
   * @param failure the reason if it failed
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  record Detail(
      SortedMap<String, Object> settings,
      SortedSet<String> described,
      String metric,
      @JsonSerialize(contentUsing = PointSerializer.class) List<double[]> loss,
      @JsonSerialize(contentUsing = PointSerializer.class) List<double[]> evaluations,
      List<String> attempts,
      String failure) {}

  /**
   * Gathers the details of trials.
   *
   * @param rows those of the page, of the sweep's
   */
  static TrialDetails of(
      ReportedTrials sweep,
      List<TrialRow> rows,
      TrialCurves curves,
      ReportedEvaluations evaluations)
      throws IOException {
    Map<String, List<String>> attempts = new HashMap<>();
    sweep
        .snapshot()
        .forEach(
            Tables.ATTEMPTS,
            rows.stream().map(TrialRow::trialId).collect(Collectors.toSet()),
            row ->
                attempts
                    .computeIfAbsent(row.trialId(), id -> new ArrayList<>())
                    .add(sentence(row)));
    SortedMap<String, Object> constants = constants(sweep.rows());
    Map<String, Detail> trials = new TreeMap<>();
    for (TrialRow row : rows) {
      SortedMap<String, Object> settings = new TreeMap<>(row.parameters());
      settings.keySet().removeAll(constants.keySet());
      SortedSet<String> described = new TreeSet<>(row.parameters().keySet());
      described.removeIf(name -> !ReportedIdentity.isCarrier(name));
      settings.keySet().removeAll(described);
      trials.put(
          row.trialId(),
          new Detail(
              settings,
              described,
              metric(row),
              points(TrialCurves.thinned(curves.of(row.trialId()), POINTS)),
              points(evaluations(row, evaluations)),
              attempts.getOrDefault(row.trialId(), List.of()),
              row.outcome() instanceof Outcome.Failed failed ? failed.failureMessage() : ""));
    }
    constants.keySet().removeIf(ReportedIdentity::isCarrier);
    return new TrialDetails(constants, trials);
  }

  private static List<double[]> points(List<double[]> points) {
    return new Chart.Series("", "", null, points).points();
  }

  private static String metric(TrialRow row) {
    return row.outcome() instanceof Outcome.Succeeded measured
        ? measured.summary().score().primaryMetric()
        : "";
  }

  /** The evaluations that the trial is judged by. */
  private static List<double[]> evaluations(TrialRow row, ReportedEvaluations evaluations) {
    if (!(row.outcome() instanceof Outcome.Succeeded measured)) {
      return List.of();
    }
    TrialResult.Score score = measured.summary().score();
    return evaluations.of(row.trialId()).stream()
        .filter(
            each ->
                each.metric().equals(score.primaryMetric())
                    && each.dataset().equals(score.primaryDataset())
                    && each.split().equals(score.primarySplit()))
        .map(each -> new double[] {each.step(), each.value()})
        .toList();
  }

  /** "1: worker-1, cpu, from 2026-03-01 12:00:00 to 2026-03-01 12:00:40 UTC: SUCCEEDED". */
  private static String sentence(AttemptRow row) {
    AttemptRow.@Nullable End end = row.end();
    @Nullable Instant ended = end == null ? null : end.endedAt();
    String message = end == null || end.message() == null ? "" : ", " + end.message();
    return String.format(
        Locale.ROOT,
        "%d: %s, %s, from %s%s UTC%s: %s%s",
        row.attempt(),
        row.place().host(),
        row.place().device(),
        SECOND.format(row.startedAt()),
        ended == null ? "" : " to " + SECOND.format(ended),
        row.fromUpdate() == null || row.fromUpdate() == 0
            ? ""
            : ", from update " + row.fromUpdate(),
        end == null ? "no end known" : end.ending(),
        message);
  }

  private static SortedMap<String, Object> constants(List<TrialRow> rows) {
    SortedMap<String, Object> constants = new TreeMap<>(rows.get(0).parameters());
    for (TrialRow row : rows) {
      constants
          .entrySet()
          .removeIf(entry -> !entry.getValue().equals(row.parameters().get(entry.getKey())));
    }
    return constants;
  }
}
