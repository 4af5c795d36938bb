package org.dashsweep.jobs.analysis;

import static org.apache.spark.sql.functions.col;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The partitions of frames of trials. Sums and bootstrap samples depend on the order of rows and on
 * partitions. Both follow from the trials' ids and number alone, so that an analysis gives the same
 * numbers again, on any number of cores.
 */
final class FramePartitions {
  private static final long TRIALS_OF_A_PARTITION = 50_000;

  private FramePartitions() {}

  /** Returns the number of partitions for so many trials. */
  static int of(long trials) {
    return (int) Math.max(1, (trials + TRIALS_OF_A_PARTITION - 1) / TRIALS_OF_A_PARTITION);
  }

  /** Puts rows into partitions by a hash of their trials' ids, and each partition in order. */
  static Dataset<Row> inOrder(Dataset<Row> frame, int partitions) {
    return frame
        .repartition(partitions, col(TrialFrames.TRIAL_ID))
        .sortWithinPartitions(TrialFrames.TRIAL_ID);
  }
}
