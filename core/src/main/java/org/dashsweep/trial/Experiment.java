package org.dashsweep.trial;

import org.dashsweep.sweep.Vocabulary;

/**
 * A kind of trials: what sweep files may say of them, what is known before they run, and who runs
 * them.
 */
public interface Experiment {
  /** What sweep files call it, in kebab case. */
  default String name() {
    return vocabulary().experiment();
  }

  /** The parameters of its trials. */
  Vocabulary vocabulary();

  /**
   * What can be said of its trials before they run.
   *
   * @param locations where models and data lie
   */
  TrialOutlook outlook(Locations locations);

  /**
   * Makes a runner of its trials, which the caller closes.
   *
   * @param locations where models and data lie
   */
  TrialRunner runner(Locations locations);

  /** Makes its trials' metrics anew from stored predictions. */
  Rescoring rescoring();
}
