package org.dashsweep.jobs.run.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.resource.ResourceDiscoveryPlugin;
import org.apache.spark.resource.ResourceInformation;
import org.apache.spark.resource.ResourceRequest;
import org.apache.spark.resource.ResourceUtils;

/**
 * Finds the NVIDIA GPUs of a machine or container without a shell and without {@code nvidia-smi}.
 * They are the files {@code /dev/nvidia0}, {@code /dev/nvidia1} and so on. If {@code
 * CUDA_VISIBLE_DEVICES} is set, they are the GPUs that it names, as CUDA reads it. An address is
 * the GPU's number among the GPUs that a process sees.
 *
 * <p>Named by {@code spark.resources.discoveryPlugin}. Spark asks it before an application's own
 * jars are there. This jar therefore has to be on the worker's or executor's class path.
 */
public final class GpuDiscovery implements ResourceDiscoveryPlugin {
  private static final Pattern DEVICE_FILE = Pattern.compile("nvidia[0-9]+");

  private final Path devices;
  private final Map<String, String> environment;

  /** Finds the GPUs of this machine. Spark calls it. */
  public GpuDiscovery() {
    this(Path.of("/dev"), System.getenv());
  }

  /**
   * Finds GPUs for tests.
   *
   * @param devices the folder of device files
   */
  GpuDiscovery(Path devices, Map<String, String> environment) {
    this.devices = devices;
    this.environment = Map.copyOf(environment);
  }

  @Override
  public Optional<ResourceInformation> discoverResource(ResourceRequest request, SparkConf conf) {
    if (!request.id().resourceName().equals(ResourceUtils.GPU())) {
      return Optional.empty();
    }
    String[] addresses =
        IntStream.range(0, count()).mapToObj(String::valueOf).toArray(String[]::new);
    return Optional.of(new ResourceInformation(ResourceUtils.GPU(), addresses));
  }

  private int count() {
    String visible = environment.get("CUDA_VISIBLE_DEVICES");
    if (visible != null) {
      return (int) Stream.of(visible.split(",")).takeWhile(GpuDiscovery::isDevice).count();
    }
    return countFiles();
  }

  /** CUDA looks no further than to the first name of none. */
  private static boolean isDevice(String name) {
    String stripped = name.strip();
    return !stripped.isEmpty() && !stripped.startsWith("-") && !stripped.equals("NoDevFiles");
  }

  private int countFiles() {
    try (Stream<Path> files = Files.list(devices)) {
      return (int)
          files
              .filter(file -> DEVICE_FILE.matcher(file.getFileName().toString()).matches())
              .count();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot look for GPUs in " + devices, e);
    }
  }
}
