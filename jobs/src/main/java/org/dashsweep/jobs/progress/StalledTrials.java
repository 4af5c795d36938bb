package org.dashsweep.jobs.progress;

import java.util.HashSet;
import java.util.Set;
import org.dashsweep.jobs.console.HumanDuration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Warns in the log of every trial that stalls, once each time. */
public final class StalledTrials implements ProgressView {
  private static final Logger LOGGER = LoggerFactory.getLogger(StalledTrials.class);

  private final Set<String> stalled = new HashSet<>();

  @Override
  public void show(ProgressSnapshot snapshot) {
    Set<String> silent = new HashSet<>();
    for (ProgressSnapshot.Running trial : snapshot.running()) {
      if (trial.stalled()) {
        silent.add(trial.trialId());
        if (stalled.add(trial.trialId())) {
          LOGGER.warn(
              "Trial {} ({}) on host {} has reported nothing for {}",
              trial.trialId(),
              trial.label(),
              trial.host(),
              HumanDuration.of(trial.silence()));
        }
      } else if (stalled.remove(trial.trialId())) {
        LOGGER.info("Trial {} ({}) reports again", trial.trialId(), trial.label());
      }
    }
    stalled.retainAll(silent);
  }

  @Override
  public void finish(ProgressSnapshot snapshot) {}
}
