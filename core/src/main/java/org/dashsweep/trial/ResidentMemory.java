package org.dashsweep.trial;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The memory that the process holds, native tensors included. */
public final class ResidentMemory {
  private static final Path STATUS = Path.of("/proc/self/status");

  private ResidentMemory() {}

  /** Resident bytes now; outside Linux only the Java heap's committed bytes, a lower bound. */
  public static long bytes() {
    return read("VmRSS:");
  }

  /** The most that was resident since the process started; outside Linux as {@link #bytes}. */
  public static long peakBytes() {
    return read("VmHWM:");
  }

  private static long read(String key) {
    if (Files.isReadable(STATUS)) {
      try {
        for (String line : Files.readAllLines(STATUS, StandardCharsets.ISO_8859_1)) {
          if (line.startsWith(key)) {
            return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
          }
        }
      } catch (IOException procfsWentAway) {
        // The heap's size is still known.
      }
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getCommitted();
  }
}
