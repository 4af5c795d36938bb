package org.dashsweep.trial.commonsense;

import org.dashsweep.sweep.Vocabulary;
import org.dashsweep.trial.Experiment;
import org.dashsweep.trial.Locations;
import org.dashsweep.trial.Rescoring;
import org.dashsweep.trial.TrialOutlook;
import org.dashsweep.trial.TrialRunner;

/** LLaMA models that learn to answer eight sets of commonsense questions. */
public final class CommonsenseExperiment implements Experiment {
  static final String NAME = "commonsense";

  @Override
  public Vocabulary vocabulary() {
    return CommonsenseVocabulary.vocabulary();
  }

  @Override
  public TrialOutlook outlook(Locations locations) {
    return new CommonsenseOutlook(locations);
  }

  @Override
  public TrialRunner runner(Locations locations) {
    return new CommonsenseTrialRunner(locations);
  }

  @Override
  public Rescoring rescoring() {
    return new CommonsenseRescoring();
  }
}
