package org.dashsweep.tensor;

import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.BooleanSupplier;

/**
 * The build of PyTorch with CUDA that this process is to load, where it has NVIDIA's driver. {@code
 * mvn -Pcuda} unpacks one into a folder that the variable {@code DASH_SWEEP_GPU} names. A build
 * that DJL's own variable {@code PYTORCH_LIBRARY_PATH} names comes first.
 *
 * <p>Without the driver the folder is left alone: {@code libcaffe2_nvrtc.so} in it needs the
 * driver's library, and the engine for CPUs computes the same.
 *
 * @param environment variables of the process
 * @param driver whether the process finds NVIDIA's driver
 */
record CudaBuild(Map<String, String> environment, BooleanSupplier driver) {
  static final String FOLDER = "DASH_SWEEP_GPU";
  static final String LIBRARY_PATH = "PYTORCH_LIBRARY_PATH";
  static final String VERSION = "PYTORCH_VERSION";
  static final String FLAVOR = "PYTORCH_FLAVOR";

  private static final String DRIVER = "libcuda.so.1";

  /** Comes with libtorch and says what DJL otherwise guesses. */
  private static final String PROPERTIES = "pytorch.properties";

  /** Unpacked last: a folder that has it is complete. */
  private static final String JNI_LIBRARY = "libdjl_torch.so";

  private static final String INSTALL =
      "run mvn -Pcuda in the project's folder, which puts PyTorch with CUDA (2.5 GB to download) into the folder gpu beside dash-sweep.jar, and name that folder in the variable "
          + FOLDER
          + ", as bin/dash-sweep does";

  /** Returns the one of this process. */
  static CudaBuild ofProcess() {
    return new CudaBuild(System.getenv(), CudaBuild::findsDriver);
  }

  private static boolean findsDriver() {
    try {
      NativeLibrary.getInstance(DRIVER);
      return true;
    } catch (UnsatisfiedLinkError noDriver) {
      return false;
    }
  }

  /** Returns the properties by which DJL loads it; none where DJL is to load what it finds. */
  Map<String, String> properties() {
    return folder()
        .filter(folder -> !isNamed() && isComplete(folder) && driver.getAsBoolean())
        .map(CudaBuild::properties)
        .orElseGet(Map::of);
  }

  private static Map<String, String> properties(Path folder) {
    Properties build = new Properties();
    try (Reader in = Files.newBufferedReader(folder.resolve(PROPERTIES), StandardCharsets.UTF_8)) {
      build.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(FOLDER + " " + folder + ": cannot be read", e);
    }
    return Map.of(
        LIBRARY_PATH,
        folder.toString(),
        VERSION,
        build.getProperty("version", ""),
        FLAVOR,
        build.getProperty("flavor", ""));
  }

  /**
   * Returns why the process computes with no GPU, and what to do about it.
   *
   * @param version of the PyTorch that was loaded
   */
  String remedy(String version) {
    if (isNamed()) {
      return String.format(
          Locale.ROOT,
          "PyTorch %s in %s %s is a CPU build, or finds no driver. %s has to name its flavour, such as cu128; look whether nvidia-smi shows the GPU",
          version,
          LIBRARY_PATH,
          environment.get(LIBRARY_PATH),
          FLAVOR);
    }
    if (!driver.getAsBoolean()) {
      return String.format(
          Locale.ROOT,
          "NVIDIA's driver (%s) is not found, so PyTorch %s computes on the CPU. Look whether nvidia-smi shows the GPU. Then %s. For another PyTorch with CUDA set %s to its lib folder and %s to its flavour, such as cu128",
          DRIVER,
          version,
          INSTALL,
          LIBRARY_PATH,
          FLAVOR);
    }
    return folder()
        .map(folder -> isComplete(folder) ? ofBuild(version, folder) : ofPart(folder))
        .orElseGet(() -> ofNone(version));
  }

  private static String ofBuild(String version, Path folder) {
    return String.format(
        Locale.ROOT,
        "PyTorch %s in %s finds none, or needs a newer driver. Look whether nvidia-smi shows the GPU, and at CUDA_VISIBLE_DEVICES",
        version,
        folder);
  }

  private static String ofPart(Path folder) {
    return String.format(
        Locale.ROOT,
        "%s is %s, which lacks %s or %s: %s",
        FOLDER,
        folder,
        PROPERTIES,
        JNI_LIBRARY,
        INSTALL);
  }

  private static String ofNone(String version) {
    return String.format(
        Locale.ROOT,
        "NVIDIA's driver is here, but PyTorch %s computes on the CPU alone: %s",
        version,
        INSTALL);
  }

  /** A build of somebody's own has the first word. */
  private boolean isNamed() {
    return !environment.getOrDefault(LIBRARY_PATH, "").isEmpty();
  }

  private Optional<Path> folder() {
    return Optional.of(environment.getOrDefault(FOLDER, ""))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder).toAbsolutePath());
  }

  private static boolean isComplete(Path folder) {
    return Files.isRegularFile(folder.resolve(JNI_LIBRARY))
        && Files.isRegularFile(folder.resolve(PROPERTIES));
  }
}
