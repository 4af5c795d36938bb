package org.dashsweep.jobs.cli;

import java.io.PrintWriter;
import org.apache.hadoop.conf.Configuration;
import org.dashsweep.source.Locations;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say where models and data lie: the same for every command that needs them. */
public final class LocationOptions {
  @Mixin private ModelOptions models = new ModelOptions();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = {
        "Where relative data names are looked up: a directory, or the URI of a Hadoop file system. By"
            + " default the working directory."
      })
  private @Nullable String data;

  /**
   * Returns the settings of the options.
   *
   * @param hadoop how remote file systems are reached
   * @param progress takes lines while something is copied
   */
  public Locations locations(Configuration hadoop, PrintWriter progress) {
    return models.locations(data, hadoop, progress);
  }
}
