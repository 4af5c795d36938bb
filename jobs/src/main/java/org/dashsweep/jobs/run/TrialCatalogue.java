package org.dashsweep.jobs.run;

import org.dashsweep.sweep.Vocabularies;
import org.dashsweep.trial.Locations;
import org.dashsweep.trial.TrialOutlook;

/** What sweeps can be made of, and who runs their trials. Lives on the driver. */
public interface TrialCatalogue {
  /** The parameters, methods, models and tasks that sweeps may name. */
  Vocabularies vocabularies();

  /**
   * What can be said of an experiment's trials before they run.
   *
   * @param locations where models and data lie
   */
  TrialOutlook outlook(String experiment, Locations locations);

  /**
   * Makes the executors' runners.
   *
   * @param locations where models and data lie, on the executors as on the driver
   */
  TrialRunnerFactory runners(Locations locations);
}
