package org.dashsweep.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import ai.djl.engine.EngineException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TorchFaultTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "[enforce fail at alloc_cpu.cpp:119] err == 0. DefaultCPUAllocator: can't allocate memory: you tried to allocate 281474976710656 bytes. Error code 12 (Cannot allocate memory)",
        "CUDA out of memory. Tried to allocate 2.00 GiB. GPU 0 has a total capacity of 79.11 GiB of which 1.31 GiB is free.",
        "CUDA error: out of memory",
        "CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`",
        "CUDA error: CUBLAS_STATUS_NOT_INITIALIZED when calling `cublasCreate(handle)`",
        "cuDNN error: CUDNN_STATUS_ALLOC_FAILED",
        "std::bad_alloc"
      })
  void memoryThatRanOutIsRecognised(String message) {
    assertThat(TorchFault.of(thrown(message))).contains(TorchFault.OUT_OF_MEMORY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CUDA error: an illegal memory access was encountered\nCUDA kernel errors might be asynchronously reported at some other API call",
        "CUDA error: device-side assert triggered",
        "CUDA error: unspecified launch failure",
        "CUDA error: uncorrectable ECC error encountered",
        "CUDA error: misaligned address",
        "CUDA error: the launch timed out and was terminated",
        "CUDA error: no kernel image is available for execution on the device",
        "CUDA error: CUBLAS_STATUS_EXECUTION_FAILED when calling `cublasSgemm( handle, opa, opb, m, n, k)`"
      })
  void aGpuThatFailsIsRecognised(String message) {
    assertThat(TorchFault.of(thrown(message))).contains(TorchFault.DEVICE);
    assertThat(TorchFault.of(new DeviceException("No cuda:0"))).contains(TorchFault.DEVICE);
  }

  @Test
  void whatWasComputedIsNoFaultOfTheMachine() {
    assertThat(TorchFault.of(thrown("mat1 and mat2 shapes cannot be multiplied (2x3 and 2x3)")))
        .isEmpty();
    assertThat(TorchFault.of(new IllegalArgumentException("data/out of memory/train.tsv")))
        .as("a file's name")
        .isEmpty();
    assertThat(TorchFault.of(new EngineException((String) null))).isEmpty();
  }

  @Test
  @Tag("native")
  void anAllocationThatCannotBeMadeIsRecognised() {
    try (TensorScope scope = TensorScope.open(Device.cpu())) {
      Throwable thrown = catchThrowable(() -> scope.zeros(1L << 46));
      assertThat(TorchFault.of(thrown)).contains(TorchFault.OUT_OF_MEMORY);
    }
  }

  /** As it arrives: from within, and wrapped by whoever called. */
  private static RuntimeException thrown(String message) {
    return new IllegalStateException("block 3", new EngineException(message));
  }
}
