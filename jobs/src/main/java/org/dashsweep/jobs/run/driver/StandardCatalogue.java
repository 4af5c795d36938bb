package org.dashsweep.jobs.run.driver;

import org.dashsweep.jobs.run.protocol.TrialCatalogue;
import org.dashsweep.jobs.run.protocol.TrialRunnerFactory;
import org.dashsweep.source.Locations;
import org.dashsweep.space.SearchSpaces;
import org.dashsweep.trial.TrialPreflight;
import org.dashsweep.trial.catalogue.Experiments;

/** The program's own experiments: the one place where core's are bound to the job. */
public final class StandardCatalogue implements TrialCatalogue {
  @Override
  public SearchSpaces searchSpaces() {
    return Experiments.searchSpaces();
  }

  @Override
  public TrialPreflight preflight(String experiment, Locations locations) {
    return Experiments.of(experiment).preflight(locations);
  }

  @Override
  public TrialRunnerFactory runners(Locations locations) {
    return () -> Experiments.runner(locations);
  }
}
