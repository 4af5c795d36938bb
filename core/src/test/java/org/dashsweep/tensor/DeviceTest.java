package org.dashsweep.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

final class DeviceTest {
  @Test
  void devicesAreCalledAsPyTorchCallsThem() {
    assertThat(Device.cpu()).hasToString("cpu").isNotEqualTo(Device.cuda(0));
    assertThat(Device.cuda(3)).hasToString("cuda:3").isEqualTo(new Device.Cuda(3));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Device.cuda(-1))
        .withMessageContaining("-1");
  }

  @Test
  @Tag("native")
  void aScopeAndWhatIsMadeInItLieOnItsDevice() {
    try (TensorScope scope = TensorScope.open(Device.cpu());
        TensorScope child = scope.child()) {
      assertThat(scope.device()).isEqualTo(Device.cpu());
      assertThat(child.device()).isEqualTo(Device.cpu());
      assertThat(child.zeros(2).device()).isEqualTo(Device.cpu());
    }
  }

  @Test
  @Tag("native")
  void withoutCudaAGpuIsRefusedWithWhatIsMissing() {
    assumeFalse(Torch.cudaAvailable());
    assertThatExceptionOfType(DeviceException.class)
        .isThrownBy(() -> TensorScope.open(Device.cuda(1)))
        .withMessageContainingAll("No cuda:1: ", "PyTorch " + Torch.version(), "nvidia-smi");
    assertThat(Torch.hasOneDnn(Device.cuda(1))).isFalse();
  }
}
