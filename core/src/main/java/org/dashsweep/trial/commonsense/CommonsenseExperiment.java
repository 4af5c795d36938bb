package org.dashsweep.trial.commonsense;

import org.dashsweep.source.Locations;
import org.dashsweep.space.SearchSpace;
import org.dashsweep.space.TrialConfig;
import org.dashsweep.trial.Experiment;
import org.dashsweep.trial.Rescoring;
import org.dashsweep.trial.TrialPreflight;
import org.dashsweep.trial.TrialRunner;

/** LLaMA models that learn to answer eight sets of commonsense questions. */
public final class CommonsenseExperiment implements Experiment {
  static final String NAME = "commonsense";

  @Override
  public SearchSpace searchSpace() {
    return CommonsenseParameters.searchSpace();
  }

  @Override
  public TrialPreflight preflight(Locations locations) {
    return new CommonsensePreflight(locations);
  }

  @Override
  public TrialRunner runner(Locations locations) {
    return new CommonsenseTrialRunner(locations);
  }

  @Override
  public Rescoring rescoring(TrialConfig config) {
    return new CommonsenseRescoring(config);
  }
}
