package org.dashsweep.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileUtil;
import org.dashsweep.jobs.tables.ResultStore;
import org.dashsweep.jobs.tables.TrialRow;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The PyTorch with CUDA that {@code mvn -Pcuda} fetches, on the CPU, and on the GPU where there is
 * one. {@code mvn -Pcuda verify} runs it.
 *
 * <p>The driver's library is part of NVIDIA's driver alone. Where there is none, a file of its name
 * stands for it, and the one library of PyTorch that calls it is left out of the folder.
 */
@Tag("cuda")
final class CudaBuildIT {
  private static final Path LAUNCHER =
      Path.of(System.getProperty("dashsweep.distribution"), "bin", "dash-sweep");
  private static final Path FETCHED = Path.of(System.getProperty("dashsweep.cuda.directory"));
  private static final boolean DRIVER = Files.exists(Path.of("/proc/driver/nvidia/version"));
  private static final String CALLS_DRIVER = "libcaffe2_nvrtc.so";
  private static final Path MODELS =
      Path.of("../core/src/test/resources/org/dashsweep/verification");
  private static final String PASSED = "All is within tolerance";

  private final Path directory;
  private Path folder = FETCHED;

  CudaBuildIT(@TempDir Path directory) {
    this.directory = directory;
  }

  @BeforeEach
  void pretendDriver() throws IOException {
    if (DRIVER) {
      return;
    }
    folder = Files.createDirectory(directory.resolve("gpu"));
    Path driver = Files.createDirectory(directory.resolve("driver"));
    try (Stream<Path> files = Files.list(FETCHED)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = file.getFileName().toString();
        if (!name.equals(CALLS_DRIVER)) {
          Files.createSymbolicLink(folder.resolve(name), file);
        }
        if (name.startsWith("libnvToolsExt")) {
          Files.createSymbolicLink(driver.resolve("libcuda.so.1"), file);
        }
      }
    }
  }

  /** JUnit warns of every link that it deletes. */
  @AfterEach
  void deleteLinks() {
    for (String links : List.of("gpu", "driver")) {
      FileUtil.fullyDelete(directory.resolve(links).toFile());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bert-tiny",
        "roberta-tiny",
        "modernbert-tiny",
        "deberta-v3-tiny",
        "llama2-tiny",
        "llama3-tiny",
        "mistral-tiny",
        "qwen3-tiny",
        "sdxl/sdxl-micro"
      })
  void everyFamilyComputesWhatItsReferenceDoes(String model) throws Exception {
    assertThat(succeed("verify", MODELS.resolve(model).toString())).contains(PASSED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"lora", "lora-dash", "dora"})
  void trainingsTakeTheStepsOfOtherSoftware(String method) throws Exception {
    assertThat(succeed(replay(method))).contains(PASSED);
  }

  private static String[] replay(String method) {
    return new String[] {
      "verify",
      MODELS.resolve("llama2-tiny").toString(),
      "--trace",
      MODELS.resolve("traces/trace-" + method + ".safetensors").toString()
    };
  }

  @Test
  void aSweepRunsAndItsRowsNameTheBuild() throws Exception {
    assertThat(sweep("cpu"))
        .hasSize(3)
        .allSatisfy(row -> assertThat(row.software().pytorchVersion()).isEqualTo(version()));
  }

  private List<TrialRow> sweep(String device) throws Exception {
    Path out = directory.resolve("out-" + device);
    succeed(
        "run",
        "../sweeps/commonsense-tiny.yaml",
        "--out",
        out.toString(),
        "--device",
        device,
        "--slots",
        "1");
    return ResultStore.open(out.toString(), new Configuration()).rows();
  }

  /** Without the date that DJL adds to PyTorch's version. */
  private static String version() throws IOException {
    Properties build = new Properties();
    try (var in = Files.newInputStream(FETCHED.resolve("pytorch.properties"))) {
      build.load(in);
    }
    return build.getProperty("version").replaceFirst("-.*", "");
  }

  @Test
  void withoutAGpuTheMessageNamesTheBuildThatFindsNone() throws Exception {
    assumeTrue(!DRIVER);
    Ended ended = start("verify", MODELS.resolve("bert-tiny").toString(), "--device", "gpu");
    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.output())
        .contains("--device gpu: No cuda:0: PyTorch " + version() + " in " + folder);
  }

  @Test
  void aGpuComputesWhatTheReferencesDo() throws Exception {
    assumeTrue(DRIVER);
    for (String model : List.of("bert-tiny", "deberta-v3-tiny", "llama2-tiny", "llama3-tiny")) {
      assertThat(succeed("verify", MODELS.resolve(model).toString(), "--device", "gpu"))
          .contains(PASSED);
    }
    for (String method : List.of("lora", "lora-dash", "dora")) {
      List<String> command = new ArrayList<>(List.of(replay(method)));
      command.addAll(List.of("--device", "gpu"));
      assertThat(succeed(command.toArray(String[]::new))).contains(PASSED);
    }
    assertThat(sweep("gpu")).hasSize(3);
  }

  private String succeed(String... arguments) throws Exception {
    Ended ended = start(arguments);
    assertThat(ended.code()).as(ended.output()).isZero();
    return ended.output();
  }

  private record Ended(int code, String output) {}

  private Ended start(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(LAUNCHER.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("DASH_SWEEP_GPU", folder.toString());
    builder.environment().remove("PYTORCH_LIBRARY_PATH");
    if (!DRIVER) {
      builder.environment().put("LD_LIBRARY_PATH", directory.resolve("driver").toString());
    }
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(process.waitFor(), output);
  }
}
