package org.dashsweep.jobs.run.executor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.dashsweep.jobs.tables.SoftwareVersions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TrialSoftwareTest {
  @Test
  void whatTheProcessFindsCountsMoreThanWhatTheDriverKnows() {
    SoftwareVersions found =
        TrialSoftware.of(new SoftwareVersions("11", "1.0", "4.1.0", "0.1.0"), false);
    assertThat(found.javaVersion()).isEqualTo(System.getProperty("java.version"));
    assertThat(found.sparkVersion()).isEqualTo("4.1.0");
    assertThat(found.dashSweepVersion()).isEqualTo("0.1.0");
    assertThat(found.gpuModels()).as("it did not compute with one").isNull();
  }

  @Test
  void gpusAreNamedAsTheirDriverNamesThem(@TempDir Path directory) throws IOException {
    assertThat(TrialSoftware.gpus(directory.resolve("none"))).isEmpty();
    assertThat(TrialSoftware.gpus(directory)).isEmpty();
    write(directory, "0000:1b:00.0", "NVIDIA H100 80GB HBM3");
    write(directory, "0000:1c:00.0", "NVIDIA H100 80GB HBM3");
    assertThat(TrialSoftware.gpus(directory)).contains("NVIDIA H100 80GB HBM3");
    write(directory, "0000:af:00.0", "NVIDIA A100-PCIE-40GB");
    assertThat(TrialSoftware.gpus(directory))
        .contains("NVIDIA A100-PCIE-40GB, NVIDIA H100 80GB HBM3");
  }

  private static void write(Path directory, String bus, String model) throws IOException {
    Files.writeString(
        Files.createDirectories(directory.resolve(bus)).resolve("information"),
        "Model: \t\t %s\nIRQ:   \t\t 12\nBus Type: \t PCIe\n".formatted(model));
  }
}
