package org.dashsweep.jobs.cli;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.builder.api.AppenderComponentBuilder;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilder;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilderFactory;
import org.apache.logging.log4j.core.config.builder.impl.BuiltConfiguration;
import org.apache.logging.log4j.status.StatusData;
import org.apache.logging.log4j.status.StatusListener;
import org.apache.logging.log4j.status.StatusLogger;
import org.apache.spark.SparkConf;
import org.dashsweep.jobs.console.PathDisplay;
import org.dashsweep.jobs.console.TerminalWriter;
import org.dashsweep.jobs.storage.StorageAddress;
import org.jspecify.annotations.Nullable;

/**
 * Sends the log of this JVM to a file or nowhere. The console belongs to the progress and the
 * result. A configuration that the user names by {@code -Dlog4j2.configurationFile} is left alone.
 * A driver that the cluster runs also keeps its configuration: its console is a log.
 */
public final class Logs {
  private static final String USERS_CONFIGURATION = "log4j2.configurationFile";

  /** Characters that steer a terminal, but for the ends of lines and tabs. */
  private static final String STEERING =
      "[\\x00-\\x08\\x0B-\\x1F\\x7F-\\x9F\\u061C\\u200E\\u200F\\u2028-\\u202E\\u2066-\\u2069]";

  /** The end of a line that is no line of a stack trace. */
  private static final String LINE =
      "\\r?\\n(?!$|\\s*(at |\\.\\.\\. |Caused by: |Suppressed: |Wrapped by: ))";

  /** An event is one line and those of its stack trace, whatever the data say. */
  private static final String PATTERN =
      "%replace{%replace{%d{ISO8601} %-5p [%enc{%t}{CRLF}] %c{1.}: %enc{%m}{CRLF}%n%replace{%xEx}{"
          + LINE
          + "}{\\\\n}}{"
          + STEERING
          + "}{?}}{(?i)"
          + StorageAddress.SECRETS
          + "}{$1$2\u2026}";

  /**
   * The contexts of the program's loggers and of Spark's: one and the same, except under
   * spark-submit, which loads the program with a class loader of its own. Log4j holds a context by
   * a weak reference only: without this one it is collected before its first logger is made, and
   * its configuration with it.
   */
  private static final Set<LoggerContext> CONTEXTS =
      Stream.of(Logs.class, SparkConf.class)
          .map(type -> (LoggerContext) LogManager.getContext(type.getClassLoader(), false))
          .collect(Collectors.toUnmodifiableSet());

  private static @Nullable Path file;

  private Logs() {}

  /** The log file, or null if there is none. */
  static synchronized @Nullable Path file() {
    return file;
  }

  /**
   * Logs nothing. Spark configures logging when it first logs, and again if {@code spark-submit}
   * has done so before; so it does it here, before the program's own configuration.
   */
  public static void silence() {
    if (!isLeftAlone()) {
      new SparkConf(false).initializeLogIfNecessary(false, true);
    }
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
            .add(
                builder
                    .newLayout("PatternLayout")
                    .addAttribute("pattern", PATTERN)
                    // It is in the pattern, where log4j does not see it.
                    .addAttribute("alwaysWriteExceptions", false)),
        Level.INFO);
    file = isLeftAlone() ? null : path;
    if (!isLeftAlone()) {
      StatusLogger.getLogger().reset();
      StatusLogger.getLogger().registerListener(new Complaint(path));
    }
  }

  /** Says once on one line that the log cannot be written, instead of a stack trace each time. */
  private static final class Complaint implements StatusListener {
    private final Path file;
    private final AtomicBoolean said = new AtomicBoolean();

    Complaint(Path file) {
      this.file = file;
    }

    @Override
    public void log(StatusData data) {
      if (!said.getAndSet(true)) {
        String reason = reason(data.getThrowable());
        System.err.println(
            TerminalWriter.shown(
                String.format(
                    Locale.ROOT,
                    "dash-sweep: the log %s cannot be written%s; the command goes on without it",
                    PathDisplay.of(file),
                    reason.isEmpty() ? "" : ": " + reason)));
      }
    }

    private static String reason(@Nullable Throwable thrown) {
      String reason = "";
      for (Throwable each = thrown; each != null; each = each.getCause()) {
        reason = Objects.requireNonNullElse(each.getMessage(), reason);
      }
      return reason;
    }

    @Override
    public Level getStatusLevel() {
      return Level.ERROR;
    }

    @Override
    public void close() {
      // Owns nothing.
    }
  }

  private static boolean isLeftAlone() {
    return System.getProperty(USERS_CONFIGURATION) != null
        || "cluster".equals(System.getProperty("spark.submit.deployMode"));
  }

  private static void configure(
      ConfigurationBuilder<BuiltConfiguration> builder,
      AppenderComponentBuilder appender,
      Level level) {
    if (!isLeftAlone()) {
      builder.add(appender);
      builder.add(builder.newRootLogger(level).add(builder.newAppenderRef(appender.getName())));
      CONTEXTS.forEach(context -> context.reconfigure(builder.build()));
    }
  }

  private static ConfigurationBuilder<BuiltConfiguration> builder() {
    return ConfigurationBuilderFactory.newConfigurationBuilder().setStatusLevel(Level.OFF);
  }
}
