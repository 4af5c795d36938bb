package org.dashsweep.jobs.rescore;

import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.dashsweep.jobs.tables.EntryRow;
import org.dashsweep.jobs.tables.Outcome;
import org.dashsweep.jobs.tables.ResultStore;
import org.dashsweep.jobs.tables.TableRevision;
import org.dashsweep.jobs.tables.TableSnapshot;
import org.dashsweep.jobs.tables.Tables;
import org.dashsweep.jobs.tables.TrialRow;
import org.dashsweep.space.TrialConfig;
import org.dashsweep.trial.Rescoring;
import org.dashsweep.trial.TrialResult;
import org.jspecify.annotations.Nullable;

/**
 * The metrics of an output directory's trials, computed anew from their predictions.
 *
 * @param trials that have predictions
 * @param predictions that are read differently than before
 * @param changes metrics that differ
 * @param unscored trials whose predictions give no metrics, such as those that contradict each
 *     other
 */
public record Rescore(
    int trials, long predictions, List<MetricChange> changes, List<UnscorableTrial> unscored) {
  public Rescore {
    changes = List.copyOf(changes);
    unscored = List.copyOf(unscored);
  }

  /** Returns whether every metric that can be made is as it was. */
  public boolean isUnchanged() {
    return predictions == 0 && changes.isEmpty();
  }

  /**
   * Compares, and writes nothing.
   *
   * @param metrics only these; all if empty
   * @param rescorings configuration to how its trial is scored
   * @throws UnknownMetricException if one of {@code metrics} is none that predictions give
   */
  public static Rescore check(
      ResultStore store, Set<String> metrics, Function<TrialConfig, Rescoring> rescorings)
      throws IOException {
    return new Work(store.snapshot(), metrics, rescorings).compare();
  }

  /**
   * Replaces what comes out otherwise: metrics, the trials' values, and the predictions that are
   * read otherwise. All of it counts at once, or, if this is broken off, none of it.
   *
   * @param metrics only these; all if empty
   * @param rescorings configuration to how its trial is scored
   * @throws UnknownMetricException if one of {@code metrics} is none that predictions give; nothing
   *     is replaced then
   */
  public static Rescore replace(
      ResultStore store,
      Set<String> metrics,
      Function<TrialConfig, Rescoring> rescorings,
      InstantSource clock)
      throws IOException {
    Work work = new Work(store.snapshot(), metrics, rescorings);
    Rescore rescore = work.compare();
    if (!rescore.isUnchanged()) {
      new TableRevision(store, work.snapshot, work.revised, work::read).publish(clock);
    }
    return rescore;
  }

  /** The state of one comparison. */
  private static final class Work {
    private final TableSnapshot snapshot;
    private final Set<String> metrics;
    private final Function<TrialConfig, Rescoring> rescorings;
    private final Map<String, TrialRow> rows = new HashMap<>();
    private final Map<String, TrialResult.Summary> measured = new HashMap<>();
    private final Map<String, List<TrialResult.Evaluation>> evaluations = new HashMap<>();
    private final Map<String, TableRevision.Trial> revised = new HashMap<>();
    private final List<MetricChange> changes = new ArrayList<>();
    private final List<UnscorableTrial> unscored = new ArrayList<>();
    private final Set<String> made = new TreeSet<>();
    private long changedPredictions;
    private int trials;

    Work(TableSnapshot snapshot, Set<String> metrics, Function<TrialConfig, Rescoring> rescorings) {
      this.snapshot = snapshot;
      this.metrics = metrics;
      this.rescorings = rescorings;
    }

    Rescore compare() throws IOException {
      for (TrialRow row : snapshot.rows(snapshot.succeeded())) {
        if (row.outcome() instanceof Outcome.Succeeded succeeded) {
          rows.put(row.trialId(), row);
          measured.put(row.trialId(), succeeded.summary());
        }
      }
      Set<String> ids = new HashSet<>(rows.keySet());
      snapshot.forEach(
          Tables.EVALUATIONS,
          ids,
          entry ->
              evaluations
                  .computeIfAbsent(entry.trialId(), id -> new ArrayList<>())
                  .add(entry.entry()));
      // A trial's predictions come together; there can be too many to keep those of all.
      Pending pending = new Pending();
      snapshot.forEach(Tables.PREDICTIONS, ids, pending::add);
      pending.finish();
      requireKnown();
      return new Rescore(trials, changedPredictions, changes, unscored);
    }

    private void requireKnown() {
      for (String metric : metrics) {
        if (!made.isEmpty() && !made.contains(metric)) {
          throw new UnknownMetricException(metric, made);
        }
      }
    }

    TrialResult.Prediction read(String trialId, TrialResult.Prediction stored) {
      @Nullable TrialRow row = rows.get(trialId);
      return row == null ? stored : rescoring(row).read(stored);
    }

    private Rescoring rescoring(TrialRow row) {
      return rescorings.apply(new TrialConfig(row.parameters()));
    }

    private final class Pending {
      private final List<TrialResult.Prediction> predictions = new ArrayList<>();
      private @Nullable String trialId;

      void add(EntryRow<TrialResult.Prediction> entry) {
        if (!entry.trialId().equals(trialId)) {
          finish();
          trialId = entry.trialId();
        }
        predictions.add(entry.entry());
      }

      void finish() {
        if (trialId != null) {
          score(trialId, predictions);
        }
        predictions.clear();
        trialId = null;
      }
    }

    private void score(String id, List<TrialResult.Prediction> stored) {
      @Nullable TrialRow row = rows.get(id);
      if (row == null) {
        return;
      }
      trials++;
      try {
        score(row, stored);
      } catch (RuntimeException e) {
        // One trial's rows are no reason to leave the others as they are.
        @Nullable String message = e.getMessage();
        unscored.add(new UnscorableTrial(id, message == null ? e.toString() : message));
      }
    }

    private void score(TrialRow row, List<TrialResult.Prediction> stored) {
      String id = row.trialId();
      Rescoring rescoring = rescoring(row);
      List<TrialResult.Prediction> read = stored.stream().map(rescoring::read).toList();
      long different = 0;
      for (int i = 0; i < read.size(); i++) {
        if (!read.get(i).equals(stored.get(i))) {
          different++;
        }
      }
      List<TrialResult.Evaluation> now = new ArrayList<>(evaluations.getOrDefault(id, List.of()));
      TrialResult.Summary summary = Objects.requireNonNull(measured.get(id));
      int step = summary.evaluated().step();
      List<MetricChange> ofTrial = new ArrayList<>();
      for (TrialResult.Evaluation evaluation : rescoring.evaluations(read, step)) {
        made.add(evaluation.metric());
        if (metrics.isEmpty() || metrics.contains(evaluation.metric())) {
          compare(id, now, evaluation, ofTrial);
        }
      }
      if (different > 0 || !ofTrial.isEmpty()) {
        TrialResult.Score score = TrialResult.Score.of(summary.score().judged(), now);
        TrialRow rescored = row.withOutcome(new Outcome.Succeeded(summary.withScore(score)));
        revised.put(id, new TableRevision.Trial(rescored, now));
      }
      changedPredictions += different;
      changes.addAll(ofTrial);
    }

    private static void compare(
        String id,
        List<TrialResult.Evaluation> now,
        TrialResult.Evaluation made,
        List<MetricChange> changes) {
      int place = -1;
      for (int i = 0; i < now.size(); i++) {
        TrialResult.Evaluation old = now.get(i);
        if (old.dataset().equals(made.dataset())
            && old.split().equals(made.split())
            && old.metric().equals(made.metric())
            && (place < 0 || old.step() >= now.get(place).step())) {
          place = i;
        }
      }
      if (place < 0) {
        changes.add(new MetricChange(id, null, made));
        now.add(made);
        return;
      }
      TrialResult.Evaluation old = now.get(place);
      if (MetricChange.differs(old.value(), made.value())) {
        TrialResult.Evaluation replaced =
            new TrialResult.Evaluation(
                old.dataset(),
                old.split(),
                old.metric(),
                made.value(),
                made.examples(),
                old.step());
        changes.add(new MetricChange(id, old, replaced));
        now.set(place, replaced);
      }
    }
  }
}
