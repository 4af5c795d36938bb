package org.dashsweep.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CudaBuildTest {
  private static final String INSTALL = "run mvn -Pcuda";

  private final Path folder;

  CudaBuildTest(@TempDir Path folder) {
    this.folder = folder;
  }

  /** The files that tell a complete folder, as pytorch-native-cu124 and pytorch-jni have them. */
  private Map<String, String> installed() throws IOException {
    Files.writeString(
        folder.resolve("pytorch.properties"),
        """
        version=2.5.1-20241113
        flavor=cu124
        classifier=linux-x86_64
        libraries=libc10.so,libtorch.so""");
    Files.writeString(folder.resolve("libdjl_torch.so"), "");
    return Map.of("DASH_SWEEP_GPU", folder.toString());
  }

  private static CudaBuild withDriver(Map<String, String> environment) {
    return new CudaBuild(environment, () -> true);
  }

  private static CudaBuild withoutDriver(Map<String, String> environment) {
    return new CudaBuild(environment, () -> false);
  }

  @Test
  void whereADriverIsTheInstalledBuildIsLoaded() throws IOException {
    assertThat(withDriver(installed()).properties())
        .containsOnly(
            Map.entry("PYTORCH_LIBRARY_PATH", folder.toString()),
            Map.entry("PYTORCH_VERSION", "2.5.1-20241113"),
            Map.entry("PYTORCH_FLAVOR", "cu124"));
    assertThat(withDriver(installed()).remedy("2.5.1"))
        .contains("PyTorch 2.5.1 in " + folder, "nvidia-smi", "CUDA_VISIBLE_DEVICES")
        .doesNotContain(INSTALL);
  }

  @Test
  void withoutADriverTheEngineForCpusStays() throws IOException {
    assertThat(withoutDriver(installed()).properties()).isEmpty();
    assertThat(withoutDriver(installed()).remedy("2.7.1"))
        .contains("driver (libcuda.so.1) is not found", "PyTorch 2.7.1", "nvidia-smi", INSTALL);
  }

  @Test
  void aBuildThatTheUserNamesHasTheFirstWord() throws IOException {
    Map<String, String> environment =
        Map.of(
            "DASH_SWEEP_GPU",
            installed().get("DASH_SWEEP_GPU"),
            "PYTORCH_LIBRARY_PATH",
            "/opt/libtorch/lib");
    assertThat(withDriver(environment).properties()).isEmpty();
    assertThat(withDriver(environment).remedy("2.7.1"))
        .contains("PYTORCH_LIBRARY_PATH /opt/libtorch/lib", "PYTORCH_FLAVOR", "nvidia-smi");
  }

  @Test
  void whereADriverIsButNoBuildTheMessageNamesTheCommand() {
    for (Map<String, String> none :
        List.<Map<String, String>>of(Map.of(), Map.of("DASH_SWEEP_GPU", ""))) {
      assertThat(withDriver(none).properties()).isEmpty();
      assertThat(withDriver(none).remedy("2.7.1"))
          .contains("driver is here", "PyTorch 2.7.1", INSTALL, "2.5 GB", "DASH_SWEEP_GPU");
    }
  }

  @Test
  void aFolderThatIsNotCompleteIsNotLoaded() throws IOException {
    Map<String, String> environment = installed();
    Files.delete(folder.resolve("libdjl_torch.so"));
    assertThat(withDriver(environment).properties()).isEmpty();
    assertThat(withDriver(environment).remedy("2.7.1"))
        .contains("DASH_SWEEP_GPU is " + folder, "libdjl_torch.so", INSTALL);
  }
}
