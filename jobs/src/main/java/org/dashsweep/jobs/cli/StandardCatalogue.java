package org.dashsweep.jobs.cli;

import org.dashsweep.jobs.run.TrialCatalogue;
import org.dashsweep.jobs.run.TrialRunnerFactory;
import org.dashsweep.sweep.Cell;
import org.dashsweep.sweep.Fingerprints;
import org.dashsweep.sweep.Vocabulary;
import org.dashsweep.trial.BundledTrials;
import org.dashsweep.trial.ClassificationTrialRunner;
import org.dashsweep.trial.TrialVocabulary;

/** The program's own methods, models and tasks: the one place where core's are bound to the job. */
final class StandardCatalogue implements TrialCatalogue {
  private final BundledTrials trials = new BundledTrials();

  @Override
  public Vocabulary vocabulary() {
    return TrialVocabulary.vocabulary();
  }

  @Override
  public Fingerprints fingerprints() {
    return trials;
  }

  @Override
  public double expectedCoreSeconds(Cell cell) {
    return trials.expectedCoreSeconds(cell);
  }

  @Override
  public Double majorityAccuracy(Cell cell) {
    return trials.majorityAccuracy(cell);
  }

  @Override
  public TrialRunnerFactory runners() {
    return ClassificationTrialRunner::new;
  }
}
