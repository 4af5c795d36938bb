package org.dashsweep.jobs.cli;

import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of commands that start Spark. */
final class SparkOptions {
  @Option(
      names = "--master",
      paramLabel = "URL",
      description = {
        "Spark's master. By default local[*], all cores of this machine; local[N] uses N of them."
            + " Under spark-submit its own master counts."
      })
  private @Nullable String master;

  @Option(
      names = "--conf",
      paramLabel = "KEY=VALUE",
      description = "A Spark setting; may be given several times.")
  private SortedMap<String, String> configuration = new TreeMap<>();

  @Option(
      names = "--properties-file",
      paramLabel = "FILE",
      description = "More Spark settings, as KEY VALUE lines. --conf wins over it.")
  private @Nullable Path propertiesFile;

  /** The master that was given, or null. */
  @Nullable String master() {
    return master;
  }

  /** The master that spark-submit has chosen, or null if it did not start this JVM. */
  static @Nullable String inheritedMaster() {
    return System.getProperty("spark.master");
  }

  /**
   * Returns the settings that were given.
   *
   * @throws IllegalArgumentException if the properties file cannot be used
   */
  SortedMap<String, String> settings() {
    SortedMap<String, String> given = new TreeMap<>();
    if (propertiesFile != null) {
      given.putAll(PropertiesFile.read(propertiesFile));
    }
    given.putAll(configuration);
    return given;
  }
}
