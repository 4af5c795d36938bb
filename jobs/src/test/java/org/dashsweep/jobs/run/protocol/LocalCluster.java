package org.dashsweep.jobs.run.protocol;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dashsweep.jobs.run.executor.LostDevice;

/**
 * Spark's {@code local-cluster}: a standalone master and workers within the driver's JVM, whose
 * executors are JVMs of their own with this test's class path.
 *
 * <p>Its workers want a {@code SPARK_HOME} with a folder {@code jars}; surefire sets the variable.
 *
 * @param workers each with one executor
 * @param cores of each executor
 */
public record LocalCluster(int workers, int cores, int megabytes, Map<String, String> conf) {
  /** Setting of the time that an executor whose GPU fails waits before it ends. */
  public static final String LOST_DEVICE_PAUSE = LostDevice.PAUSE;

  /** An executor per worker, with room for a small trial on each core. */
  public static LocalCluster of(int workers, int cores) {
    return new LocalCluster(workers, cores, 700, Map.of());
  }

  public LocalCluster {
    conf = Map.copyOf(conf);
  }

  /** The same with one more Spark setting. */
  public LocalCluster with(String key, String value) {
    Map<String, String> more = new TreeMap<>(conf);
    more.put(key, value);
    return new LocalCluster(workers, cores, megabytes, more);
  }

  /** The options of {@code dash-sweep run} that name it; makes the {@code SPARK_HOME}. */
  public List<String> options() {
    linkJars();
    Map<String, String> settings = new TreeMap<>();
    settings.put("spark.executor.memory", megabytes + "m");
    settings.put("spark.executor.extraClassPath", folders());
    // What they run is over before a better compiler would pay.
    settings.put("spark.executor.extraJavaOptions", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
    settings.put("spark.driver.host", "localhost");
    settings.put("spark.driver.bindAddress", "127.0.0.1");
    settings.put("spark.ui.enabled", "false");
    settings.put("spark.executorEnv.OMP_NUM_THREADS", "1");
    settings.put("spark.executorEnv.DJL_OFFLINE", "true");
    settings.putAll(conf);
    List<String> options =
        new ArrayList<>(
            List.of("--master", "local-cluster[%d,%d,%d]".formatted(workers, cores, megabytes)));
    settings.forEach((key, value) -> options.addAll(List.of("--conf", key + "=" + value)));
    options.addAll(List.of("--device", "cpu"));
    return options;
  }

  /**
   * Starts a driver as a process of its own, which can be killed.
   *
   * @param main its main class
   * @param output what it writes
   */
  public static Process start(Class<?> main, Path output, List<String> arguments)
      throws IOException {
    linkJars();
    List<String> command = new ArrayList<>();
    command.add(Path.of(property("java.home"), "bin", "java").toString());
    command.addAll(
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .filter(option -> option.startsWith("--add-opens=") || option.contains("netty"))
            .toList());
    command.addAll(List.of("-Xmx512m", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", property("java.class.path"), main.getName()));
    command.addAll(arguments);
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(output.toFile())
        .start();
  }

  /** The folders of classes on the class path: {@code jars} can hold only jars. */
  private static String folders() {
    return classPath()
        .filter(Files::isDirectory)
        .map(Path::toString)
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static synchronized void linkJars() {
    Path jars = Path.of(Objects.requireNonNull(System.getenv("SPARK_HOME"), "SPARK_HOME"), "jars");
    try {
      Files.createDirectories(jars);
      for (Path jar : classPath().filter(Files::isRegularFile).toList()) {
        try {
          Files.createSymbolicLink(jars.resolve(String.valueOf(jar.getFileName())), jar);
        } catch (FileAlreadyExistsException e) {
          // Another test was here before.
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot fill " + jars, e);
    }
  }

  private static String property(String name) {
    return Objects.requireNonNull(System.getProperty(name), name);
  }

  private static Stream<Path> classPath() {
    return Stream.of(property("java.class.path").split(File.pathSeparator))
        .map(entry -> Path.of(entry).toAbsolutePath());
  }
}
