package org.dashsweep.jobs.analysis;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;
import org.jspecify.annotations.Nullable;

/**
 * The trials of one task that are evaluated on the same rows.
 *
 * @param evaluationFingerprint content hash of the evaluated rows, or null if unknown
 */
record AnalysedTask(String name, @Nullable String evaluationFingerprint) {
  /** Returns the condition that a trial is one of them. */
  Column condition() {
    return functions
        .col(TrialFrames.TASK)
        .equalTo(name)
        .and(functions.col(TrialFrames.FINGERPRINT).eqNullSafe(evaluationFingerprint));
  }
}
