package org.dashsweep.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.Arrays;
import org.dashsweep.trial.TrialListener;
import org.junit.jupiter.api.Test;

final class PublishingListenerTest {
  @Test
  void everyCallIsHandedOn() {
    assertThat(TrialListener.class.getMethods())
        .extracting(Method::getName)
        .allSatisfy(
            name ->
                assertThat(Arrays.stream(PublishingListener.class.getDeclaredMethods()))
                    .extracting(Method::getName)
                    .contains(name));
  }
}
