package org.dashsweep.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.dashsweep.tensor.Device;
import org.dashsweep.tensor.Torch;
import org.dashsweep.trial.ResidentMemory;
import org.jspecify.annotations.Nullable;

/**
 * The peak memory of the whole process during some work. If the work computes on a GPU, it is the
 * peak of that GPU, which others may use too.
 *
 * @param beforeBytes in use before it, including the JVM and the base model
 * @param peakBytes largest use meanwhile
 */
public record PeakMemory(long beforeBytes, long peakBytes) {
  private static final Path CLEAR = Path.of("/proc/self/clear_refs");

  /** The text by which Linux sets the peak to what is resident now. See proc(5). */
  private static final String RESET_PEAK = "5";

  /** Does some work on a device; null where the system does not tell its peak. */
  static @Nullable PeakMemory of(Device device, Runnable work) {
    Torch.releaseFreedMemory();
    return device instanceof Device.Cuda gpu ? ofGpu(gpu, work) : ofProcess(work);
  }

  /** libtorch gives nothing back while the work runs: what is taken behind it is the most. */
  private static @Nullable PeakMemory ofGpu(Device.Cuda gpu, Runnable work) {
    OptionalLong before = gpu.usedBytes();
    work.run();
    OptionalLong after = gpu.usedBytes();
    return before.isPresent() && after.isPresent()
        ? new PeakMemory(before.getAsLong(), after.getAsLong())
        : null;
  }

  private static @Nullable PeakMemory ofProcess(Runnable work) {
    boolean reset = resetPeak();
    long before = ResidentMemory.bytes();
    work.run();
    return reset ? new PeakMemory(before, ResidentMemory.peakBytes()) : null;
  }

  private static boolean resetPeak() {
    try {
      Files.writeString(CLEAR, RESET_PEAK);
      return true;
    } catch (IOException notLinuxOrNotAllowed) {
      return false;
    }
  }
}
