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
import org.dashsweep.adapter.DirectionLaunch;
import org.dashsweep.jobs.tables.AdapterStore;
import org.dashsweep.jobs.tables.Outcome;
import org.dashsweep.jobs.tables.ResultStore;
import org.dashsweep.jobs.tables.TrialRow;
import org.dashsweep.space.SearchSpace;
import org.dashsweep.trial.TrialResult;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes the adapters of beaten trials while a run goes on. It keeps the best trial's adapter for
 * each method, model and data set.
 */
public final class BestAdapters implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(BestAdapters.class);

  private final ResultStore store;
  private final AdapterStore adapters;
  private final Map<Group, Best> best = new HashMap<>();
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
        Best other = new Best(row.trialId(), succeeded.summary().score());
        best.merge(Group.of(row, succeeded.summary()), other, Best::better);
      }
    }
    Set<String> winners = best.values().stream().map(Best::trialId).collect(Collectors.toSet());
    for (TrialRow row : candidates) {
      if (!winners.contains(row.trialId())) {
        thread.execute(() -> delete(row.trialId()));
      }
    }
  }

  private void delete(String trialId) {
    try {
      adapters.delete(trialId);
    } catch (IOException | RuntimeException e) {
      LOGGER.warn("Cannot see to the adapter of trial {}", trialId, e);
    }
  }

  /**
   * Trials that are compared.
   *
   * @param launch of the state that is kept: LoRA-Dash before its launch is LoRA
   */
  private record Group(
      @Nullable String method,
      String model,
      String data,
      @Nullable String questions,
      String metric,
      DirectionLaunch launch) {
    static Group of(TrialRow row, TrialResult.Summary measured) {
      return new Group(
          row.parameter(SearchSpace.METHOD.name()),
          row.modelFingerprint(),
          row.dataFingerprint(),
          row.evaluationFingerprint(),
          measured.score().primaryMetric(),
          measured.evaluated().launch());
    }
  }

  private record Best(String trialId, TrialResult.Score score) {
    /** The first of equals; NaN is worse than any number. */
    Best better(Best other) {
      return Double.isNaN(score.primaryValue())
              || score.judged().isBetter(other.score.primaryValue(), score.primaryValue())
          ? other
          : this;
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
        Group group = Group.of(row, succeeded.summary());
        Best candidate = new Best(trialId, succeeded.summary().score());
        Best before = best.get(group);
        Best after = before == null ? candidate : before.better(candidate);
        best.put(group, after);
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
