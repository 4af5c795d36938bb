package org.dashsweep.trial.classification;

import org.dashsweep.source.Locations;
import org.dashsweep.space.SearchSpace;
import org.dashsweep.space.TrialConfig;
import org.dashsweep.trial.Experiment;
import org.dashsweep.trial.Rescoring;
import org.dashsweep.trial.TrialPreflight;
import org.dashsweep.trial.TrialRunner;

/** Encoders with a trained head, on tasks whose examples have a label each. */
public final class ClassificationExperiment implements Experiment {
  static final String NAME = "classification";

  @Override
  public SearchSpace searchSpace() {
    return ClassificationParameters.searchSpace();
  }

  @Override
  public TrialPreflight preflight(Locations locations) {
    return new ClassificationPreflight(locations);
  }

  @Override
  public TrialRunner runner(Locations locations) {
    return new ClassificationTrialRunner(locations);
  }

  @Override
  public Rescoring rescoring(TrialConfig config) {
    return new ClassificationRescoring(new ClassificationSettings(config));
  }
}
