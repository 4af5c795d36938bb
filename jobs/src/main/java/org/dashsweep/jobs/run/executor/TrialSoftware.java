package org.dashsweep.jobs.run.executor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dashsweep.jobs.tables.SoftwareVersions;
import org.dashsweep.trial.NativeSoftware;
import org.jspecify.annotations.Nullable;

/** The software of this process's trials, as the process itself finds it. */
final class TrialSoftware {
  private static final String MODEL = "Model:";

  /** The machine's, read once. */
  private static final Optional<String> GPUS = gpus(Path.of("/proc/driver/nvidia/gpus"));

  private TrialSoftware() {}

  /**
   * Returns the software of a trial that has ended.
   *
   * @param driver the driver's knowledge, for versions that this process cannot find
   * @param gpu whether the trial computed with a GPU
   */
  static SoftwareVersions of(SoftwareVersions driver, boolean gpu) {
    @Nullable NativeSoftware loaded = NativeSoftware.loaded().orElse(null);
    return new SoftwareVersions(
        System.getProperty("java.version"),
        loaded == null ? driver.pytorchVersion() : loaded.pytorch(),
        driver.sparkVersion(),
        driver.dashSweepVersion(),
        loaded == null ? null : loaded.djl(),
        gpu ? GPUS.orElse(null) : null);
  }

  /**
   * The models of a machine's GPUs, each once, as NVIDIA's driver names them.
   *
   * @param folder of the driver, with one for each GPU
   */
  static Optional<String> gpus(Path folder) {
    if (!Files.isDirectory(folder)) {
      return Optional.empty();
    }
    try (Stream<Path> gpus = Files.list(folder)) {
      TreeSet<String> models = new TreeSet<>();
      for (Path gpu : gpus.toList()) {
        models.addAll(models(gpu.resolve("information")));
      }
      return models.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", models));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static List<String> models(Path file) throws IOException {
    try (Stream<String> lines = Files.lines(file)) {
      return lines
          .filter(line -> line.startsWith(MODEL))
          .map(line -> line.substring(MODEL.length()).strip())
          .collect(Collectors.toList());
    }
  }
}
