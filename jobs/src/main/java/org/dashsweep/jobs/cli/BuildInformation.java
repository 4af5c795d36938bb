package org.dashsweep.jobs.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;
import org.dashsweep.jobs.table.SoftwareVersions;
import picocli.CommandLine.IVersionProvider;

/** The versions this program was built with. */
final class BuildInformation implements IVersionProvider {
  private static final Properties PROPERTIES = load();

  static SoftwareVersions software(String spark) {
    return new SoftwareVersions(
        System.getProperty("java.version"), property("pytorch"), spark, property("version"));
  }

  /** The version of this program. */
  static String program() {
    return property("version");
  }

  @Override
  public String[] getVersion() {
    return new String[] {"dash-sweep " + property("version")};
  }

  private static String property(String key) {
    return Objects.requireNonNull(PROPERTIES.getProperty(key), key);
  }

  private static Properties load() {
    Properties properties = new Properties();
    try (InputStream stream = BuildInformation.class.getResourceAsStream("build.properties")) {
      properties.load(Objects.requireNonNull(stream, "build.properties"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties;
  }
}
