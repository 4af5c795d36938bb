package org.dashsweep.trial.classification;

import org.dashsweep.sweep.Vocabulary;
import org.dashsweep.trial.Experiment;
import org.dashsweep.trial.Locations;
import org.dashsweep.trial.Rescoring;
import org.dashsweep.trial.TrialOutlook;
import org.dashsweep.trial.TrialRunner;

/** Encoders with a trained head, on tasks whose examples have a label each. */
public final class ClassificationExperiment implements Experiment {
  static final String NAME = "classification";

  @Override
  public Vocabulary vocabulary() {
    return ClassificationVocabulary.vocabulary();
  }

  @Override
  public TrialOutlook outlook(Locations locations) {
    return new ClassificationOutlook(locations);
  }

  @Override
  public TrialRunner runner(Locations locations) {
    return new ClassificationTrialRunner(locations);
  }

  @Override
  public Rescoring rescoring() {
    return new ClassificationRescoring();
  }
}
