package org.dashsweep.jobs.cli;

import java.nio.file.Path;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilder;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilderFactory;
import org.apache.logging.log4j.core.config.builder.impl.BuiltConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * Where the log of this JVM goes: nowhere, or to a file, but never to the console, which belongs to
 * the progress and the result. A configuration that the user names by {@code
 * -Dlog4j2.configurationFile} is left alone.
 */
final class Logs {
  private static final String USERS_CONFIGURATION = "log4j2.configurationFile";
  private static final String PATTERN = "%d{ISO8601} %-5p [%t] %c{1.}: %m%n%xEx";

  private static @Nullable String file;

  private Logs() {}

  /** The log file, or null if there is none. */
  static synchronized @Nullable String file() {
    return file;
  }

  /** Logs nothing. */
  static void silence() {
    if (System.getProperty(USERS_CONFIGURATION) == null) {
      ConfigurationBuilder<BuiltConfiguration> silent = builder();
      Configurator.reconfigure(silent.add(silent.newRootLogger(Level.OFF)).build());
    }
  }

  /** Logs to a new file from now on. */
  static synchronized void writeTo(Path path) {
    if (System.getProperty(USERS_CONFIGURATION) != null) {
      return;
    }
    ConfigurationBuilder<BuiltConfiguration> toFile = builder();
    toFile.add(
        toFile
            .newAppender("file", "File")
            .addAttribute("fileName", path.toString())
            .add(toFile.newLayout("PatternLayout").addAttribute("pattern", PATTERN)));
    Configurator.reconfigure(
        toFile.add(toFile.newRootLogger(Level.INFO).add(toFile.newAppenderRef("file"))).build());
    file = path.toString();
  }

  private static ConfigurationBuilder<BuiltConfiguration> builder() {
    return ConfigurationBuilderFactory.newConfigurationBuilder().setStatusLevel(Level.ERROR);
  }
}
