package org.dashsweep.jobs.run.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.resource.ResourceDiscoveryScriptPlugin;
import org.apache.spark.resource.ResourceID;
import org.apache.spark.resource.ResourceRequest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GpuDiscoveryTest {
  private static final Path SCRIPT = Path.of("..", "conf", "gpu-discovery.sh").toAbsolutePath();

  private final Path directory;

  GpuDiscoveryTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void theScriptCountsWhatNvidiaSmiLists() throws IOException {
    executable("nvidia-smi", "printf '0\\n1\\n2\\n'");
    assertThat(discoveredByScript("unset CUDA_VISIBLE_DEVICES")).containsExactly("0", "1", "2");
  }

  @Test
  void theScriptCountsTheVisibleOnes() throws IOException {
    executable("nvidia-smi", "exit 9");
    assertThat(discoveredByScript("export CUDA_VISIBLE_DEVICES=5,7")).containsExactly("0", "1");
    assertThat(discoveredByScript("export CUDA_VISIBLE_DEVICES=MIG-1")).containsExactly("0");
  }

  @Test
  void deviceFilesAreCounted() throws IOException {
    for (String name : new String[] {"nvidia0", "nvidia1", "nvidiactl", "nvidia-uvm", "null"}) {
      Files.createFile(directory.resolve(name));
    }
    assertThat(discovered(Map.of())).containsExactly("0", "1");
    assertThat(discovered(Map.of("CUDA_VISIBLE_DEVICES", "3"))).containsExactly("0");
  }

  @ParameterizedTest
  @CsvSource({"'', 0", "-1, 0", "NoDevFiles, 0", "'0,-1,2', 1", "' 3, 4', 2", "'1,,2', 1"})
  void namesOfNoGpuHideTheRestAsTheyDoFromCuda(String visible, int count) throws IOException {
    Files.createFile(directory.resolve("nvidia0"));
    executable("nvidia-smi", "exit 9");
    assertThat(discovered(Map.of("CUDA_VISIBLE_DEVICES", visible))).hasSize(count);
    assertThat(discoveredByScript("export CUDA_VISIBLE_DEVICES='%s'".formatted(visible)))
        .hasSize(count);
  }

  @Test
  void otherResourcesAreLeftToOthers() {
    assertThat(new GpuDiscovery().discoverResource(request("fpga", null), new SparkConf()))
        .isEmpty();
  }

  private String[] discovered(Map<String, String> environment) {
    return new GpuDiscovery(directory, environment)
        .discoverResource(request("gpu", null), new SparkConf())
        .orElseThrow()
        .addresses();
  }

  /** By the code that Spark runs it with. */
  private String[] discoveredByScript(String preparation) throws IOException {
    Path wrapper =
        executable(
            "wrapper.sh", "PATH=%s:$PATH; %s; exec %s".formatted(directory, preparation, SCRIPT));
    return new ResourceDiscoveryScriptPlugin()
        .discoverResource(request("gpu", wrapper), new SparkConf())
        .orElseThrow()
        .addresses();
  }

  private static ResourceRequest request(String name, @Nullable Path script) {
    return new ResourceRequest(
        new ResourceID("spark.executor", name),
        1,
        Optional.ofNullable(script).map(Path::toString),
        Optional.empty());
  }

  private Path executable(String name, String body) throws IOException {
    Path file = Files.writeString(directory.resolve(name), "#!/bin/sh\n" + body + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
    return file;
  }
}
