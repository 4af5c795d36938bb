package org.dashsweep.jobs.cli;

import org.dashsweep.trial.Locations;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say where models and data lie: the same for every command that needs them. */
final class LocationOptions {
  @Option(
      names = "--models",
      paramLabel = "DIR",
      description = {
        "Where relative model names of the sweep are looked up, a Hugging Face cache included. By"
            + " default the working directory."
      })
  private @Nullable String models;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Where relative data names are looked up. By default the working directory.")
  private @Nullable String data;

  Locations locations() {
    return Locations.of(models, data);
  }
}
