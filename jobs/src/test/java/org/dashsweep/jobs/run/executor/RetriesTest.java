package org.dashsweep.jobs.run.executor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.dashsweep.jobs.tables.Outcome;
import org.dashsweep.trial.FailureClass;
import org.dashsweep.trial.TrialListener.Phase;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class RetriesTest {
  private final RetryPolicy retries = new RetryPolicy(2);

  @Test
  void memoryThatRanOutInTrainingHalvesTheMicroBatchDownToOne() {
    assertThat(after(FailureClass.OUT_OF_MEMORY, Phase.TRAINING, 5)).contains(now(3));
    assertThat(after(FailureClass.OUT_OF_MEMORY, Phase.TRAINING, 3)).contains(now(2));
    assertThat(after(FailureClass.OUT_OF_MEMORY, Phase.TRAINING, 2)).contains(now(1));
    assertThat(after(FailureClass.OUT_OF_MEMORY, Phase.TRAINING, 1)).isEmpty();
    assertThat(after(FailureClass.OUT_OF_MEMORY, Phase.EVALUATING, 16)).isEmpty();
    assertThat(after(FailureClass.OUT_OF_MEMORY, Phase.TRAINING, null)).isEmpty();
  }

  @Test
  void storageIsTriedAgainAfterLongerAndLongerPauses() {
    assertThat(after(FailureClass.STORAGE, Phase.LOADING, 16))
        .contains(new RetryPolicy.Again(16, Duration.ofSeconds(1)));
    assertThat(after(FailureClass.STORAGE, Phase.TRAINING, 16))
        .contains(new RetryPolicy.Again(16, Duration.ofSeconds(5)));
    assertThat(after(FailureClass.STORAGE, Phase.TRAINING, 16)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      names = {"OUT_OF_MEMORY", "STORAGE"},
      mode = EnumSource.Mode.EXCLUDE)
  void whatWouldFailAgainIsNotTriedAgain(FailureClass failure) {
    assertThat(after(failure, Phase.TRAINING, 16)).isEmpty();
  }

  private static RetryPolicy.Again now(int microBatchSize) {
    return new RetryPolicy.Again(microBatchSize, Duration.ZERO);
  }

  private Optional<RetryPolicy.Again> after(
      FailureClass failure, Phase phase, @Nullable Integer microBatchSize) {
    return retries.after(new Outcome.Failed(failure, "x"), phase, microBatchSize);
  }
}
