package org.dashsweep.jobs.run.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Optional;
import org.dashsweep.tensor.Device;
import org.dashsweep.trial.FailureClass;
import org.dashsweep.trial.TrialException;
import org.junit.jupiter.api.Test;

final class TaskDeviceTest {
  @Test
  void aTrialOnTheCpuSaysWhichGpuItsTaskHolds() {
    TaskDevice holding = new TaskDevice(false, Optional.of("1"));
    assertThat(holding.device()).isEqualTo(Device.cpu());
    assertThat(holding).hasToString("cpu, gpu 1 held");
    assertThat(new TaskDevice(false, Optional.empty())).hasToString("cpu");
  }

  @Test
  void aTrialOnAGpuIsOnTheOneOfItsTask() {
    assertThat(new TaskDevice(true, Optional.of("3"))).hasToString("cuda:3");
  }

  @Test
  void aTrialThatWasGivenNoGpuTakesNone() {
    assertThatExceptionOfType(TrialException.class)
        .isThrownBy(() -> new TaskDevice(true, Optional.empty()).device())
        .withMessageContainingAll(
            "spark.executor.resource.gpu.amount", "spark.task.resource.gpu.amount", "--device cpu")
        .matches(thrown -> thrown.failureClass() == FailureClass.BAD_INPUT);
    assertThat(new TaskDevice(true, Optional.empty())).hasToString("cuda");
  }

  @Test
  void anAddressThatIsNoNumberIsRefused() {
    assertThatExceptionOfType(TrialException.class)
        .isThrownBy(() -> new TaskDevice(true, Optional.of("GPU-7f")).device())
        .withMessageContaining("GPU-7f")
        .matches(thrown -> thrown.failureClass() == FailureClass.BAD_INPUT);
  }
}
