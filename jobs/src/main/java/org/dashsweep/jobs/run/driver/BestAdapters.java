package org.dashsweep.jobs.run.driver;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.dashsweep.jobs.tables.AdapterStore;
import org.dashsweep.jobs.tables.EntryRow;
import org.dashsweep.jobs.tables.Outcome;
import org.dashsweep.jobs.tables.ResultStore;
import org.dashsweep.jobs.tables.Tables;
import org.dashsweep.jobs.tables.TrialRow;
import org.dashsweep.trial.TrialResult;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes the adapters of beaten trials while a run goes on. It keeps the best trial's adapter for
 * each method, model and data set: best by {@link TrialMerit}, as {@code export --best} chooses.
 */
public final class BestAdapters implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(BestAdapters.class);

  private final ResultStore store;
  private final AdapterStore adapters;
  private final Map<TrialMerit.Kind, Best> best = new HashMap<>();
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          runnable -> {
            Thread daemon = new Thread(runnable, "best adapters");
            daemon.setDaemon(true);
            return daemon;
          });

  /**
   * Starts from the adapters that earlier runs left, and deletes the beaten ones. A run that was
   * killed had no time for that.
   *
   * @param done rows of the sweep's trials that have succeeded before
   */
  public BestAdapters(ResultStore store, List<TrialRow> done) throws IOException {
    this.store = store;
    this.adapters = new AdapterStore(store);
    Set<String> kept = done.isEmpty() ? Set.of() : adapters.trials();
    List<TrialRow> candidates = done.stream().filter(row -> kept.contains(row.trialId())).toList();
    for (TrialRow row : candidates) {
      if (row.outcome() instanceof Outcome.Succeeded succeeded) {
        Best other = best(row, succeeded);
        best.merge(other.merit().kind(), other, Best::better);
      }
    }
    Set<String> winners = best.values().stream().map(Best::trialId).collect(Collectors.toSet());
    for (TrialRow row : candidates) {
      if (!winners.contains(row.trialId())) {
        thread.execute(() -> delete(row.trialId()));
      }
    }
  }

  private Best best(TrialRow row, Outcome.Succeeded succeeded) throws IOException {
    List<TrialResult.Evaluation> evaluations =
        store.read(Tables.EVALUATIONS, row.trialId()).stream().map(EntryRow::entry).toList();
    return new Best(row.trialId(), TrialMerit.of(row, succeeded.summary(), evaluations));
  }

  private void delete(String trialId) {
    try {
      adapters.delete(trialId);
    } catch (IOException | RuntimeException e) {
      LOGGER.warn("Cannot see to the adapter of trial {}", trialId, e);
    }
  }

  private record Best(String trialId, TrialMerit merit) {
    /** The first of equals. */
    Best better(Best other) {
      return other.merit.isBetterThan(merit) ? other : this;
    }
  }

  /** A trial has been committed. Returns at once. */
  public void committed(String trialId) {
    thread.execute(() -> judge(trialId));
  }

  private void judge(String trialId) {
    try {
      @Nullable TrialRow row = adapters.has(trialId) ? store.find(trialId).orElse(null) : null;
      if (row != null && row.outcome() instanceof Outcome.Succeeded succeeded) {
        Best candidate = best(row, succeeded);
        TrialMerit.Kind kind = candidate.merit().kind();
        Best before = best.get(kind);
        Best after = before == null ? candidate : before.better(candidate);
        best.put(kind, after);
        if (before != null && !before.equals(candidate)) {
          adapters.delete((after.equals(before) ? candidate : before).trialId());
        }
      }
    } catch (IOException | RuntimeException e) {
      LOGGER.warn("Cannot see to the adapter of trial {}", trialId, e);
    }
  }

  /** Waits until all is deleted that is to be. */
  @Override
  public void close() {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(1, TimeUnit.MINUTES)) {
        LOGGER.warn("Adapters that are not the best of their kind are left in adapters/");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
