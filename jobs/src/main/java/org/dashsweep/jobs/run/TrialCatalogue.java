package org.dashsweep.jobs.run;

import org.dashsweep.sweep.Cell;
import org.dashsweep.sweep.Fingerprints;
import org.dashsweep.sweep.Vocabulary;
import org.jspecify.annotations.Nullable;

/** What sweeps can be made of, and who runs their trials. Lives on the driver. */
public interface TrialCatalogue {
  /** The parameters, methods, models and tasks that sweeps may name. */
  Vocabulary vocabulary();

  /** What identifies the content of models and tasks. */
  Fingerprints fingerprints();

  /** The expected run time of a cell on one core of a usual machine, in seconds, above 0. */
  double expectedCoreSeconds(Cell cell);

  /** Share of the most frequent label of the evaluation split, or null where there is none. */
  @Nullable Double majorityAccuracy(Cell cell);

  /** Makes the executors' runners. */
  TrialRunnerFactory runners();
}
