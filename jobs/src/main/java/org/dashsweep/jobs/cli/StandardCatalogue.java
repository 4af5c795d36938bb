package org.dashsweep.jobs.cli;

import org.dashsweep.jobs.run.TrialCatalogue;
import org.dashsweep.jobs.run.TrialRunnerFactory;
import org.dashsweep.sweep.Cell;
import org.dashsweep.sweep.Fingerprints;
import org.dashsweep.sweep.Vocabulary;
import org.jspecify.annotations.Nullable;

/** The program's own methods, models and tasks: the one place where core's are bound to the job. */
final class StandardCatalogue implements TrialCatalogue {
  @Override
  public Vocabulary vocabulary() {
    throw new UnsupportedOperationException("The trials' vocabulary is not bound yet");
  }

  @Override
  public Fingerprints fingerprints() {
    throw new UnsupportedOperationException("The trials' fingerprints are not bound yet");
  }

  @Override
  public double expectedCoreSeconds(Cell cell) {
    throw new UnsupportedOperationException("The trials' costs are not bound yet");
  }

  @Override
  public @Nullable Double majorityAccuracy(Cell cell) {
    throw new UnsupportedOperationException("The tasks are not bound yet");
  }

  @Override
  public TrialRunnerFactory runners() {
    throw new UnsupportedOperationException("The trial runner is not bound yet");
  }
}
