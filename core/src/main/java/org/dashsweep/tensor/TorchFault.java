package org.dashsweep.tensor;

import ai.djl.engine.EngineException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A fault of the machine that libtorch or CUDA reports, as opposed to one of the computation. They
 * have no exception types for such faults, only texts.
 */
public enum TorchFault {
  /** Host or device memory ran out. */
  OUT_OF_MEMORY(
      "out of memory",
      "not enough memory",
      "allocate memory",
      "bad_alloc",
      // Of cuBLAS, cuDNN and cuSOLVER.
      "_status_alloc_failed",
      // What cuBLAS says if there is no room for its own workspace.
      "_status_not_initialized"),

  /** The GPU, or this process's context on it: whatever it is asked from here on fails too. */
  DEVICE(
      "illegal memory access",
      "illegal instruction was encountered",
      "device-side assert",
      "unspecified launch failure",
      "uncorrectable ecc",
      "uncorrectable nvlink",
      "misaligned address",
      "hardware stack error",
      "invalid program counter",
      "operation not supported on global/shared address space",
      "launch timed out and was terminated",
      "no kernel image is available",
      "driver version is insufficient",
      "devices are busy or unavailable",
      "_status_execution_failed",
      "cuda error: unknown error");

  @SuppressWarnings("ImmutableEnumChecker") // What List.of gives is.
  private final List<String> texts;

  TorchFault(String... texts) {
    this.texts = List.of(texts);
  }

  /** Returns the fault behind an exception, if it or one of its causes says that there is one. */
  public static Optional<TorchFault> of(Throwable thrown) {
    for (Throwable each = thrown; each != null; each = each.getCause()) {
      if (each instanceof OutOfMemoryError) {
        return Optional.of(OUT_OF_MEMORY);
      }
      if (each instanceof EngineException && each.getMessage() != null) {
        String message = each.getMessage().toLowerCase(Locale.ROOT);
        for (TorchFault fault : values()) {
          if (fault.texts.stream().anyMatch(message::contains)) {
            return Optional.of(fault);
          }
        }
      }
      if (each instanceof DeviceException) {
        return Optional.of(DEVICE);
      }
    }
    return Optional.empty();
  }
}
