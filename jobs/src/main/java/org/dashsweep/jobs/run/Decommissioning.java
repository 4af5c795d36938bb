package org.dashsweep.jobs.run;

import org.apache.spark.SparkEnv;
import org.apache.spark.executor.CoarseGrainedExecutorBackend;
import scala.Option;

/**
 * Whether Spark is about to take this executor away ({@code spark.decommission.enabled}). Left to
 * itself Spark would wait for the trial's end, which may be hours away, and then be killed.
 */
final class Decommissioning {
  private Decommissioning() {}

  static boolean requested() {
    SparkEnv spark = SparkEnv.get();
    if (spark == null) {
      return false;
    }
    Option<?> backend = spark.executorBackend();
    // Spark tells its plugins nothing of it; this flag is the one that it sets itself.
    return backend.isDefined()
        && backend.get() instanceof CoarseGrainedExecutorBackend executor
        && executor.org$apache$spark$executor$CoarseGrainedExecutorBackend$$decommissioned();
  }
}
