package org.dashsweep.benchmark;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * The machine that a benchmark ran on.
 *
 * @param processor the CPU model, or only its architecture where it is not told
 * @param logicalProcessors that this JVM may use
 * @param operatingSystem name and version
 * @param loadAverage runnable threads of the whole machine, averaged over the minute before the
 *     benchmark; negative where it is not told
 */
public record Machine(
    String processor, int logicalProcessors, String operatingSystem, double loadAverage) {
  private static final Path PROCESSORS = Path.of("/proc/cpuinfo");

  static Machine current() {
    return new Machine(
        processorModel(),
        Runtime.getRuntime().availableProcessors(),
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
  }

  private static String processorModel() {
    String architecture = System.getProperty("os.arch", "unknown");
    if (!Files.isReadable(PROCESSORS)) {
      return architecture;
    }
    try (Stream<String> lines = Files.lines(PROCESSORS, StandardCharsets.ISO_8859_1)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(architecture);
    } catch (IOException procfsWentAway) {
      return architecture;
    }
  }
}
