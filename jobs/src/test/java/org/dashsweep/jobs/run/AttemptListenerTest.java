package org.dashsweep.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.Arrays;
import org.dashsweep.jobs.explore.JudgedTrial;
import org.dashsweep.trial.TrialListener;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AttemptListenerTest {
  /** What a listener does not hand on, the driver never hears. */
  @ParameterizedTest
  @ValueSource(classes = {AttemptListener.class, JudgedTrial.class})
  void everyCallIsHandedOn(Class<?> listener) {
    assertThat(TrialListener.class.getMethods())
        .extracting(Method::getName)
        .allSatisfy(
            name ->
                assertThat(Arrays.stream(listener.getDeclaredMethods()))
                    .extracting(Method::getName)
                    .contains(name));
  }
}
