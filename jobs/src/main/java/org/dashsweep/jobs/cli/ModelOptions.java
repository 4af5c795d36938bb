package org.dashsweep.jobs.cli;

import java.io.PrintWriter;
import org.apache.hadoop.conf.Configuration;
import org.dashsweep.jobs.storage.MachineCache;
import org.dashsweep.jobs.storage.StorageAddress;
import org.dashsweep.source.Locations;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say where models lie: all of them that a command without data needs. */
final class ModelOptions {
  @Option(
      names = "--models",
      paramLabel = "DIR",
      description = {
        "Where relative model names of the sweep are looked up: a directory, a Hugging Face cache"
            + " included, or the URI of a Hadoop file system. By default the working directory."
      })
  private @Nullable String models;

  @Option(
      names = "--cache",
      paramLabel = "DIR",
      description = {
        "Where each machine keeps its copies of models and data that URIs name: a directory on a"
            + " local disk. By default dash-sweep in the user's cache directory."
      })
  private @Nullable String cache;

  /**
   * Returns the settings of the options.
   *
   * @param data where data lies, or null for the working directory
   * @param hadoop how remote file systems are reached
   * @param progress takes lines while something is copied
   */
  Locations locations(@Nullable String data, Configuration hadoop, PrintWriter progress) {
    return Locations.of(
        known(models, hadoop),
        known(data, hadoop),
        new MachineCache(
            hadoop,
            cache,
            line -> {
              progress.println(line);
              progress.flush();
            }));
  }

  private static @Nullable String known(@Nullable String address, Configuration hadoop) {
    return address == null ? null : StorageAddress.requireKnown(address, hadoop);
  }
}
