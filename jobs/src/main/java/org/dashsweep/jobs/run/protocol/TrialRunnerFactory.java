package org.dashsweep.jobs.run.protocol;

import java.io.Serializable;
import org.dashsweep.trial.TrialRunner;

/** Makes the runner of an executor. Crosses from the driver to the executors. */
@FunctionalInterface
public interface TrialRunnerFactory extends Serializable {
  /** Returns a runner that the caller closes. */
  TrialRunner create();
}
