package org.dashsweep.jobs.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.dashsweep.file.Suggestion;
import org.dashsweep.jobs.run.driver.TrialMerit;
import org.dashsweep.jobs.tables.Outcome;
import org.dashsweep.jobs.tables.TableSnapshot;
import org.dashsweep.jobs.tables.Tables;
import org.dashsweep.jobs.tables.TrialRow;
import org.dashsweep.space.SearchSpace;
import org.dashsweep.trial.TrialResult;
import org.jspecify.annotations.Nullable;

/**
 * The best trial of a method on a task, for {@code export --best}.
 *
 * @param row of the trial
 * @param merit by which it was chosen
 * @param of number of trials that it was chosen among
 * @param kept the best of those that have an adapter, or null if none has
 */
record BestTrial(TrialRow row, TrialMerit merit, int of, @Nullable TrialRow kept) {
  private static final int IDS_SHOWN = 5;

  /** Thrown where the options name no trial, or several that cannot be compared. */
  static final class NotFoundException extends Exception {
    NotFoundException(String message) {
      super(message);
    }
  }

  /**
   * Finds it.
   *
   * @param method as sweep files call it
   * @param task as sweep files or the table {@code evaluations} call it; null if all trials of the
   *     method are on one
   * @param kept trials that have an adapter, of which one is preferred among equals
   * @throws NotFoundException whose message is for the user
   */
  static BestTrial find(
      TableSnapshot snapshot, String method, @Nullable String task, Set<String> kept)
      throws IOException, NotFoundException {
    List<TrialRow> succeeded =
        snapshot.rows(snapshot.succeeded()).stream()
            .filter(row -> row.outcome() instanceof Outcome.Succeeded)
            .toList();
    List<TrialRow> ofMethod = named("--best", method, succeeded, BestTrial::method);
    Set<String> tasks = ofMethod.stream().map(BestTrial::task).collect(Collectors.toSet());
    if (task == null && tasks.size() > 1) {
      throw new NotFoundException(
          String.format(
              Locale.ROOT,
              "--best %s: its trials are on several tasks; add --task with one of %s",
              method,
              String.join(", ", new TreeSet<>(tasks))));
    }
    List<TrialRow> rows =
        task == null ? ofMethod : named("--task", task, ofMethod, BestTrial::task);
    return best(merits(snapshot, rows), kept, method);
  }

  private static List<TrialRow> named(
      String option, String name, List<TrialRow> rows, Function<TrialRow, String> value)
      throws NotFoundException {
    List<TrialRow> found = rows.stream().filter(row -> value.apply(row).equals(name)).toList();
    if (found.isEmpty()) {
      Set<String> names = rows.stream().map(value).collect(Collectors.toCollection(TreeSet::new));
      throw new NotFoundException(
          String.format(
              Locale.ROOT,
              "%s %s: no trial of it has succeeded; %s",
              option,
              name,
              names.isEmpty() ? "no trial has" : Suggestion.remedy(name, names)));
    }
    return found;
  }

  private static String method(TrialRow row) {
    return Objects.requireNonNullElse(row.parameter(SearchSpace.METHOD.name()), "");
  }

  /** The task, or what trials of an experiment without tasks are evaluated on. */
  private static String task(TrialRow row) {
    return row.task().orElseGet(() -> summary(row).score().primaryDataset());
  }

  private static TrialResult.Summary summary(TrialRow row) {
    return ((Outcome.Succeeded) row.outcome()).summary();
  }

  private static Map<TrialRow, TrialMerit> merits(TableSnapshot snapshot, List<TrialRow> rows)
      throws IOException {
    Map<String, List<TrialResult.Evaluation>> evaluations = new HashMap<>();
    snapshot.forEach(
        Tables.EVALUATIONS,
        rows.stream().map(TrialRow::trialId).collect(Collectors.toSet()),
        row ->
            evaluations.computeIfAbsent(row.trialId(), id -> new ArrayList<>()).add(row.entry()));
    Map<TrialRow, TrialMerit> merits = new HashMap<>();
    rows.forEach(
        row ->
            merits.put(
                row,
                TrialMerit.of(
                    row, summary(row), evaluations.getOrDefault(row.trialId(), List.of()))));
    return merits;
  }

  private static BestTrial best(Map<TrialRow, TrialMerit> merits, Set<String> kept, String method)
      throws NotFoundException {
    Map<TrialMerit.Kind, List<TrialRow>> kinds = new HashMap<>();
    merits.forEach(
        (row, merit) -> kinds.computeIfAbsent(merit.kind(), kind -> new ArrayList<>()).add(row));
    List<BestTrial> best =
        kinds.values().stream()
            .map(rows -> best(rows, merits, kept))
            .sorted(Comparator.comparing(found -> found.row.trialId()))
            .toList();
    if (best.size() > 1) {
      throw new NotFoundException(
          String.format(
              Locale.ROOT,
              "--best %s: its trials differ in model, data or launch, so their values cannot be compared; export one of the best of each kind by its id: %s%s",
              method,
              best.stream()
                  .limit(IDS_SHOWN)
                  .map(BestTrial::described)
                  .collect(Collectors.joining("; ")),
              best.size() > IDS_SHOWN ? "; …" : ""));
    }
    return best.get(0);
  }

  /** Equal trials are told apart by an adapter that is there, then by id. */
  private static BestTrial best(
      List<TrialRow> rows, Map<TrialRow, TrialMerit> merits, Set<String> kept) {
    List<TrialRow> ordered =
        rows.stream()
            .sorted(
                Comparator.comparing((TrialRow row) -> !kept.contains(row.trialId()))
                    .thenComparing(TrialRow::trialId))
            .toList();
    BinaryOperator<TrialRow> better =
        (a, b) -> merit(merits, b).isBetterThan(merit(merits, a)) ? b : a;
    TrialRow best = ordered.stream().reduce(better).orElseThrow();
    @Nullable TrialRow bestKept =
        ordered.stream().filter(row -> kept.contains(row.trialId())).reduce(better).orElse(null);
    return new BestTrial(best, merit(merits, best), rows.size(), bestKept);
  }

  private static TrialMerit merit(Map<TrialRow, TrialMerit> merits, TrialRow row) {
    return Objects.requireNonNull(merits.get(row));
  }

  private String described() {
    return String.format(
        Locale.ROOT,
        "%s (%s, %s %.4f)",
        row.trialId(),
        row.parameter(SearchSpace.MODEL.name()),
        merit.judged().metric(),
        merit.value());
  }

  /** Returns the sentence that says how it was chosen. */
  String sentence() {
    TrialResult.Judged judged = merit.judged();
    return String.format(
        Locale.ROOT,
        "Trial %s has the best %s of %d: %.4f on %s of %s%s",
        row.trialId(),
        judged.metric(),
        of,
        merit.value(),
        judged.split(),
        judged.dataset(),
        merit.kind().validated()
            ? ""
            : ". There is no validation split, so it is chosen by the rows that are reported");
  }
}
