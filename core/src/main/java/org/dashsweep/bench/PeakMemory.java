package org.dashsweep.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.dashsweep.tensor.Torch;
import org.dashsweep.trial.ResidentMemory;
import org.jspecify.annotations.Nullable;

/**
 * The most memory that some work needs, of the whole process.
 *
 * @param beforeBytes resident before it, the JVM, the base model and all that is kept included
 * @param peakBytes most that was resident meanwhile
 */
public record PeakMemory(long beforeBytes, long peakBytes) {
  private static final Path CLEAR = Path.of("/proc/self/clear_refs");

  /** What Linux takes for: the peak is what is resident now. See proc(5). */
  private static final String RESET_PEAK = "5";

  /** Does some work; null where the system does not tell its peak. */
  static @Nullable PeakMemory of(Runnable work) {
    Torch.releaseFreedMemory();
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
