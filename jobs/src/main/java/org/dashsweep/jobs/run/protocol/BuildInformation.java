package org.dashsweep.jobs.run.protocol;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;
import org.dashsweep.jobs.tables.SoftwareVersions;
import picocli.CommandLine.IVersionProvider;

/** The versions this program was built with. */
public final class BuildInformation implements IVersionProvider {
  private static final Properties PROPERTIES = load();

  public static SoftwareVersions software(String spark) {
    return new SoftwareVersions(
        System.getProperty("java.version"), property("pytorch"), spark, program());
  }

  /**
   * Returns the version of this program, such as {@code 0.1.0-SNAPSHOT+1a2b3c4.modified}. A build
   * in a repository adds the commit, and whether files differed from it.
   */
  public static String program() {
    return version(property("version"), property("commit"), property("modified"));
  }

  /**
   * Returns the version, as {@link #program} does. A property that the build did not know still is
   * a {@code ${...}}.
   */
  static String version(String version, String commit, String modified) {
    if (commit.startsWith("$")) {
      return version;
    }
    return version + "+" + commit + (modified.equals("true") ? ".modified" : "");
  }

  @Override
  public String[] getVersion() {
    return new String[] {"dash-sweep " + program()};
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
