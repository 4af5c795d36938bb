package org.dashsweep.trial;

import static org.assertj.core.api.Assertions.assertThat;

import org.dashsweep.tensor.Torch;
import org.junit.jupiter.api.Test;

final class NativeSoftwareTest {
  @Test
  void whatIsLoadedSaysItsVersions() {
    Torch.load();
    NativeSoftware loaded = NativeSoftware.loaded().orElseThrow();
    assertThat(loaded.pytorch()).isEqualTo(Torch.version()).matches("[0-9.]+.*");
    assertThat(loaded.djl()).matches("[0-9.]+");
  }
}
