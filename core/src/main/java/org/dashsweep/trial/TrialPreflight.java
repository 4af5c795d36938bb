package org.dashsweep.trial;

import java.util.List;
import org.dashsweep.space.TrialConfig;
import org.dashsweep.sweep.SweepFingerprints;
import org.jspecify.annotations.Nullable;

/** Examines an experiment's trials before any of them runs. Safe from several threads. */
public interface TrialPreflight extends SweepFingerprints {
  /**
   * Lists what a configuration names and this machine does not have, or not in a usable form; empty
   * if its trial can run. The fingerprints of other cells are not defined, and their cost and
   * memory only where all that is missing is awaited.
   */
  List<InputProblem> problems(TrialConfig config);

  /**
   * Lists in sentences what a user may not take for granted of a configuration that can run, such
   * as that a part of its model is not used.
   */
  default List<String> remarks(TrialConfig config) {
    return List.of();
  }

  /**
   * Lists the metrics, the training loss aside, that a configuration's trial can be judged by at
   * the rungs of an exploration. The configuration can run.
   */
  List<String> metricsAtRungs(TrialConfig config);

  /**
   * The expected run time of a configuration on one core of a usual machine, in seconds, above 0.
   */
  double expectedCoreSeconds(TrialConfig config);

  /** Estimates the memory of a configuration's trial; null where nothing is known of it. */
  @Nullable MemoryEstimate memory(TrialConfig config);

  /**
   * The rows that a configuration's trial is evaluated on, and what no adapter is worth anything
   * below.
   */
  EvaluationRows evaluationRows(TrialConfig config);
}
