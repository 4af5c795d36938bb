package org.dashsweep.trial;

import org.dashsweep.source.Locations;
import org.dashsweep.space.SearchSpace;
import org.dashsweep.space.TrialConfig;

/** A kind of trials, with its search space, its preflight and its runner. */
public interface Experiment {
  /** Returns the name in sweep files, in kebab case. */
  default String name() {
    return searchSpace().experiment();
  }

  /** The parameters of its trials. */
  SearchSpace searchSpace();

  /**
   * Returns the checks and estimates of its trials before they run.
   *
   * @param locations where models and data lie
   */
  TrialPreflight preflight(Locations locations);

  /**
   * Makes a runner of its trials, which the caller closes.
   *
   * @param locations where models and data lie
   */
  TrialRunner runner(Locations locations);

  /**
   * Makes a trial's metrics anew from stored predictions.
   *
   * @param config of the trial
   */
  Rescoring rescoring(TrialConfig config);
}
