package org.dashsweep.jobs.grouping;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.dashsweep.adapter.Methods;
import org.dashsweep.jobs.tables.Outcome;
import org.dashsweep.jobs.tables.ResultStore;
import org.dashsweep.jobs.tables.TableSnapshot;
import org.dashsweep.jobs.tables.TrialRow;
import org.dashsweep.jobs.tables.TrialRowEssence;
import org.dashsweep.space.SearchSpace;
import org.dashsweep.trial.TrialParameters;
import org.dashsweep.trial.classification.ClassificationParameters;
import org.dashsweep.trial.dreambooth.DreamboothParameters;
import org.jspecify.annotations.Nullable;

/**
 * The trials of one output directory, ordered for comparison.
 *
 * @param store where the report goes
 * @param snapshot their other tables
 * @param rows every committed trial, by data set, configuration and seed
 * @param succeeded those with numbers, in the same order
 * @param grouping the rows and columns that their means stand in
 */
public record ReportedTrials(
    ResultStore store,
    TableSnapshot snapshot,
    List<TrialRow> rows,
    List<ReportedTrial> succeeded,
    Grouping grouping) {
  /** The parameter that names a trial's method. */
  public static final String METHOD = SearchSpace.METHOD.name();

  /** The data set of a trial that classifies. */
  public static final String TASK = ClassificationParameters.TASK.name();

  /** The data set of a trial that learns what somebody's photos show. */
  public static final String SUBJECT = DreamboothParameters.SUBJECT.name();

  /** The parameter of an adapter's rank. */
  public static final String RANK = Methods.RANK.name();

  /** The parameter of a trial's seed. */
  public static final String SEED = TrialParameters.SEED.name();

  /**
   * Reads the trials of a store.
   *
   * @param scope tells which of them count
   */
  public static ReportedTrials read(ResultStore store, Predicate<TrialRow> scope)
      throws IOException {
    TableSnapshot snapshot = store.snapshot();
    List<TrialRow> stored = snapshot.rows().stream().filter(scope).toList();
    ReportedIdentity.Maker maker = new ReportedIdentity.Maker();
    Map<String, ReportedIdentity> identities = new HashMap<>();
    stored.forEach(row -> identities.put(row.trialId(), maker.of(TrialRowEssence.of(row))));
    Grouping grouping = Grouping.of(identities.values());
    List<TrialRow> rows =
        stored.stream()
            .sorted(
                Comparator.comparing(ReportedTrials::task)
                    .thenComparing(row -> grouping.configuration(known(identities, row)))
                    .thenComparing(row -> text(row, SEED), ReportedConfiguration::compareValues)
                    .thenComparing(TrialRow::trialId))
            .toList();
    Set<String> stopping = stopping(rows);
    List<ReportedTrial> succeeded = new ArrayList<>();
    for (TrialRow row : rows) {
      if (row.outcome() instanceof Outcome.Succeeded success) {
        @Nullable String rule = row.exploredBy();
        succeeded.add(
            new ReportedTrial(
                row,
                success.summary(),
                known(identities, row),
                rule != null && stopping.contains(rule)
                    ? Survival.of(TrialRowEssence.of(row), rule)
                    : null));
      }
    }
    return new ReportedTrials(store, snapshot, rows, List.copyOf(succeeded), grouping);
  }

  private static ReportedIdentity known(Map<String, ReportedIdentity> identities, TrialRow row) {
    return Objects.requireNonNull(identities.get(row.trialId()));
  }

  /** The rules that have stopped a trial. */
  private static Set<String> stopping(List<TrialRow> rows) {
    return rows.stream()
        .map(row -> row.outcome() instanceof Outcome.Stopped stopped ? stopped.stoppedBy() : "")
        .collect(Collectors.toSet());
  }

  /** The columns that trials with numbers stand in. */
  public NavigableSet<ReportColumn> columns() {
    NavigableSet<ReportColumn> columns = new TreeSet<>();
    succeeded.forEach(trial -> columns.add(column(trial)));
    return columns;
  }

  /** The column that a trial stands in. */
  public ReportColumn column(ReportedTrial trial) {
    return grouping.column(trial.identity());
  }

  /** The succeeded trials of a column, in their order. */
  public List<ReportedTrial> trials(ReportColumn column) {
    return succeeded.stream().filter(trial -> column(trial).equals(column)).toList();
  }

  /** The succeeded trials of a column by configuration, one per seed. */
  public SortedMap<ReportedConfiguration, List<ReportedTrial>> byConfiguration(
      ReportColumn column) {
    SortedMap<ReportedConfiguration, List<ReportedTrial>> groups = new TreeMap<>();
    for (ReportedTrial trial : trials(column)) {
      groups.computeIfAbsent(configuration(trial), key -> new ArrayList<>()).add(trial);
    }
    return groups;
  }

  /** The row that a trial stands in. */
  public ReportedConfiguration configuration(ReportedTrial trial) {
    return grouping.configuration(trial.identity());
  }

  /** The configuration of one of the rows. */
  public ReportedConfiguration configuration(TrialRow row) {
    return grouping.configuration(new ReportedIdentity.Maker().of(TrialRowEssence.of(row)));
  }

  /** Returns the trial's task or subject, or its experiment where that is always the same. */
  public static String task(TrialRow row) {
    return row.task().orElseGet(() -> text(row, SearchSpace.EXPERIMENT.name()));
  }

  private static String text(TrialRow row, String parameter) {
    return Objects.requireNonNullElse(row.parameter(parameter), "–");
  }
}
