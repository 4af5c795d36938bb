package org.dashsweep.jobs.cli;

import org.dashsweep.jobs.run.TrialCatalogue;
import org.dashsweep.jobs.run.TrialRunnerFactory;
import org.dashsweep.sweep.Vocabularies;
import org.dashsweep.trial.Locations;
import org.dashsweep.trial.TrialOutlook;
import org.dashsweep.trial.catalogue.Experiments;

/** The program's own experiments: the one place where core's are bound to the job. */
final class StandardCatalogue implements TrialCatalogue {
  @Override
  public Vocabularies vocabularies() {
    return Experiments.vocabularies();
  }

  @Override
  public TrialOutlook outlook(String experiment, Locations locations) {
    return Experiments.of(experiment).outlook(locations);
  }

  @Override
  public TrialRunnerFactory runners(Locations locations) {
    return () -> Experiments.runner(locations);
  }
}
