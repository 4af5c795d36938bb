package org.dashsweep.jobs.run.executor;

import static org.assertj.core.api.Assertions.assertThat;

import org.dashsweep.jobs.run.protocol.TrialResources;
import org.dashsweep.trial.KeptTraining;
import org.junit.jupiter.api.Test;

final class TrialThreadsTest {
  private static final KeptTraining FOUR = new KeptTraining(7, 4);

  @Test
  void aFreshTrialTakesWhatItGets() {
    assertThat(TrialThreads.choose(TrialResources.ofThreads(2), KeptTraining.NOTHING, 8))
        .isEqualTo(new TrialThreads(2, null));
  }

  @Test
  void aResumedTrialKeepsItsCount() {
    assertThat(TrialThreads.choose(TrialResources.ofThreads(4), FOUR, 8))
        .isEqualTo(new TrialThreads(4, null));
    assertThat(TrialThreads.choose(TrialResources.ofThreads(1), FOUR, 4))
        .isEqualTo(
            new TrialThreads(4, "goes on with the 4 threads that it began with instead of 1"));
  }

  @Test
  void aResumedTrialSaysThatItCannotKeepItsCount() {
    assertThat(TrialThreads.choose(TrialResources.ofThreads(2), FOUR, 2))
        .isEqualTo(
            new TrialThreads(
                2,
                "began with 4 threads and goes on with 2, as this machine has 2 cores: the last"
                    + " digits of its results may differ from those of a trial that was not"
                    + " interrupted"));
  }

  @Test
  void aGpuCaresForNoThreads() {
    assertThat(TrialThreads.choose(new TrialResources(2, true, null), FOUR, 8))
        .isEqualTo(new TrialThreads(2, null));
  }
}
