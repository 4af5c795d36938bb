package org.dashsweep.jobs.asha;

import java.io.IOException;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.dashsweep.jobs.progress.ProgressChannel;
import org.dashsweep.jobs.tables.ResultStore;
import org.dashsweep.jobs.tables.RungRow;
import org.dashsweep.jobs.tables.RungStore;
import org.dashsweep.sweep.Exploration;
import org.jspecify.annotations.Nullable;

/** The driver's part of an exploration: answers the trials that reach a rung. */
public final class AshaScheduler implements AutoCloseable {
  private AshaScheduler() {}

  /**
   * Starts to answer, knowing what earlier runs decided by the same rule.
   *
   * @param rule null for a sweep that runs every trial to its end
   * @param trialIds of the whole sweep
   */
  public static AshaScheduler start(
      @Nullable Exploration rule, ResultStore store, Collection<String> trialIds)
      throws IOException {
    if (rule == null) {
      return new AshaScheduler();
    }
    SuccessiveHalving halving = new SuccessiveHalving(rule);
    Set<String> ids = new HashSet<>(trialIds);
    for (RungRow row : new RungStore(store).rows()) {
      if (ids.contains(row.trialId()) && row.rule().equals(rule.rule())) {
        halving.recall(row.trialId(), row.step(), row.value(), row.goesOn());
      }
    }
    ProgressChannel.answer(
        question -> halving.judge(question.trialId(), question.step(), question.value()));
    return new AshaScheduler();
  }

  /** Stops answering: trials that ask go on. */
  @Override
  public void close() {
    ProgressChannel.answer(question -> true);
  }
}
