package org.dashsweep.jobs.cli;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import org.dashsweep.sweep.file.SweepTextFile;

/** Reads the Spark settings of {@code --properties-file}. */
final class PropertiesFile {
  private static final int LONGEST_BYTES = 1 << 20;
  private static final String SPARK = "spark.";

  private PropertiesFile() {}

  /**
   * Reads a file of {@code KEY VALUE} lines. Messages show nothing of a file that has no setting of
   * Spark's.
   *
   * @throws IllegalArgumentException if it cannot be read, or holds anything but Spark settings
   */
  static SortedMap<String, String> read(Path file) {
    Properties properties = new Properties();
    try {
      properties.load(
          new StringReader(SweepTextFile.read(file, LONGEST_BYTES, "remove what is no setting")));
    } catch (SweepTextFile.RefusedException e) {
      throw problem(file, e.problem() + "; " + e.remedy(), e);
    } catch (IOException e) {
      throw problem(file, "cannot be read", e);
    } catch (IllegalArgumentException e) {
      throw problem(file, "has a \\u that no four hexadecimal digits follow", e);
    }
    SortedMap<String, String> settings = new TreeMap<>();
    boolean any = false;
    for (String key : properties.stringPropertyNames()) {
      any |= key.startsWith(SPARK);
      settings.put(key, properties.getProperty(key).strip());
    }
    for (String key : settings.keySet()) {
      if (!key.startsWith(SPARK)) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "--properties-file %s: %s",
                file,
                any
                    ? key + " is no Spark setting; their names start with spark."
                    : "holds no Spark setting; their names start with spark."));
      }
    }
    return settings;
  }

  private static IllegalArgumentException problem(Path file, String problem, Exception cause) {
    return new IllegalArgumentException(
        String.format(Locale.ROOT, "--properties-file %s: %s", file, problem), cause);
  }
}
