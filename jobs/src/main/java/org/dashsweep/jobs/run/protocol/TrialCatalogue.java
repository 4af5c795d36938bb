package org.dashsweep.jobs.run.protocol;

import org.dashsweep.source.Locations;
import org.dashsweep.space.SearchSpaces;
import org.dashsweep.trial.TrialPreflight;

/** The catalogue of experiments, with the runners of their trials. Lives on the driver. */
public interface TrialCatalogue {
  /** Returns the parameters, methods, models and tasks that sweeps may name. */
  SearchSpaces searchSpaces();

  /**
   * Returns the preflight of an experiment's trials.
   *
   * @param locations of models and data
   */
  TrialPreflight preflight(String experiment, Locations locations);

  /**
   * Makes the executors' runners.
   *
   * @param locations where models and data lie, on the executors as on the driver
   */
  TrialRunnerFactory runners(Locations locations);
}
