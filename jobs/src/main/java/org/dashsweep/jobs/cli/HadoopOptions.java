package org.dashsweep.jobs.cli;

import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.dashsweep.jobs.run.spark.Secrets;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Settings of file systems for commands that start no Spark: the same settings as {@code run} has.
 */
final class HadoopOptions {
  private static final String PREFIX = "spark.hadoop.";

  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init") // picocli sets it before it calls call
  private CommandSpec spec;

  @Option(
      names = "--conf",
      paramLabel = "KEY=VALUE",
      description =
          "A setting of a file system, as run takes them: spark.hadoop.fs.s3a.endpoint=URL; may be"
              + " given several times. Files in HADOOP_CONF_DIR are read as well.")
  private SortedMap<String, String> settings = new TreeMap<>();

  /** The settings of this machine and of the options. */
  Configuration configuration() {
    Configuration hadoop = new Configuration();
    settings.forEach(
        (key, value) -> {
          if (!key.startsWith(PREFIX)) {
            throw new ParameterException(
                spec.commandLine(),
                String.format(
                    Locale.ROOT,
                    "--conf %s has no effect: this command starts no Spark; only spark.hadoop.* counts",
                    Secrets.shown(key, value)));
          }
          hadoop.set(key.substring(PREFIX.length()), value);
        });
    return hadoop;
  }
}
