package org.dashsweep.jobs.cli;

import java.nio.file.Path;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.builder.api.AppenderComponentBuilder;
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

  /**
   * The context of all loggers of this class path. Log4j holds it by a weak reference only: without
   * this one it is collected before its first logger is made, and its configuration with it.
   */
  private static final LoggerContext CONTEXT =
      (LoggerContext) LogManager.getContext(Logs.class.getClassLoader(), false);

  private static @Nullable Path file;

  private Logs() {}

  /** The log file, or null if there is none. */
  static synchronized @Nullable Path file() {
    return file;
  }

  /** Logs nothing. */
  static void silence() {
    ConfigurationBuilder<BuiltConfiguration> builder = builder();
    // An appender all the same: Spark takes a root logger without any for one that nobody
    // configured, and sends its log to the console.
    configure(builder, builder.newAppender("nowhere", "Null"), Level.OFF);
  }

  /** Logs to a new file from now on. */
  static synchronized void writeTo(Path path) {
    ConfigurationBuilder<BuiltConfiguration> builder = builder();
    configure(
        builder,
        builder
            .newAppender("file", "File")
            .addAttribute("fileName", path.toString())
            .add(builder.newLayout("PatternLayout").addAttribute("pattern", PATTERN)),
        Level.INFO);
    file = isUsers() ? null : path;
  }

  private static boolean isUsers() {
    return System.getProperty(USERS_CONFIGURATION) != null;
  }

  private static void configure(
      ConfigurationBuilder<BuiltConfiguration> builder,
      AppenderComponentBuilder appender,
      Level level) {
    if (!isUsers()) {
      builder.add(appender);
      builder.add(builder.newRootLogger(level).add(builder.newAppenderRef(appender.getName())));
      CONTEXT.reconfigure(builder.build());
    }
  }

  private static ConfigurationBuilder<BuiltConfiguration> builder() {
    return ConfigurationBuilderFactory.newConfigurationBuilder().setStatusLevel(Level.ERROR);
  }
}
