package org.dashsweep.jobs.run;

import org.dashsweep.source.Locations;
import org.dashsweep.space.SearchSpaces;
import org.dashsweep.trial.TrialPreflight;

/** What sweeps can be made of, and who runs their trials. Lives on the driver. */
public interface TrialCatalogue {
  /** The parameters, methods, models and tasks that sweeps may name. */
  SearchSpaces searchSpaces();

  /**
   * What can be said of an experiment's trials before they run.
   *
   * @param locations where models and data lie
   */
  TrialPreflight outlook(String experiment, Locations locations);

  /**
   * Makes the executors' runners.
   *
   * @param locations where models and data lie, on the executors as on the driver
   */
  TrialRunnerFactory runners(Locations locations);
}
