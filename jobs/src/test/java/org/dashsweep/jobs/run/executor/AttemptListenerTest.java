package org.dashsweep.jobs.run.executor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.dashsweep.jobs.asha.RungReporter;
import org.dashsweep.jobs.storage.CheckpointStore;
import org.dashsweep.jobs.storage.OutputDirectory;
import org.dashsweep.jobs.storage.TrialCheckpoints;
import org.dashsweep.trial.TrialListener;
import org.dashsweep.trial.TrialResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AttemptListenerTest {
  /** What a listener does not hand on, the driver never hears. */
  @ParameterizedTest
  @ValueSource(classes = {AttemptListener.class, RungReporter.class})
  void everyCallIsHandedOn(Class<?> listener) {
    assertThat(TrialListener.class.getMethods())
        .extracting(Method::getName)
        .allSatisfy(
            name ->
                assertThat(Arrays.stream(listener.getDeclaredMethods()))
                    .extracting(Method::getName)
                    .contains(name));
  }

  /** A checkpoint of what an earlier attempt did is no progress. */
  @Test
  void anAttemptIsFurtherWhenACheckpointHoldsAnUpdateOfItsOwn(@TempDir Path directory)
      throws IOException {
    AtomicInteger further = new AtomicInteger();
    CheckpointStore store =
        new CheckpointStore(OutputDirectory.open(directory.toString(), new Configuration()));
    try (TrialCheckpoints checkpoints = store.open("a1", CheckpointStore.Claim.UNDISPUTED)) {
      AttemptListener listener =
          new AttemptListener(TrialListener.NONE, checkpoints, further::incrementAndGet);
      listener.checkpointWritten();
      assertThat(further).hasValue(0);
      listener.step(new TrialResult.Step(1, 0.7, 1e-3, 1.0, 100, 0.1), 10);
      assertThat(further).hasValue(0);
      listener.checkpointWritten();
      assertThat(further).hasValue(1);
    }
  }
}
