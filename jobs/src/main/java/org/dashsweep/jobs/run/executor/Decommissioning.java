package org.dashsweep.jobs.run.executor;

import java.util.function.BooleanSupplier;
import org.apache.spark.SparkEnv;
import org.apache.spark.executor.CoarseGrainedExecutorBackend;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Option;

/**
 * Tells whether Spark is about to take this executor away ({@code spark.decommission.enabled}).
 * Left to itself, Spark would wait for the trial's end, which may be hours away, and then be
 * killed.
 */
final class Decommissioning {
  private static final Logger LOGGER = LoggerFactory.getLogger(Decommissioning.class);
  private static final Decommissioning OF_SPARK = new Decommissioning(Decommissioning::flag);

  private final BooleanSupplier flag;
  private volatile boolean unknown;

  /**
   * @param flag of Spark's; fails to link where its version has another
   */
  Decommissioning(BooleanSupplier flag) {
    this.flag = flag;
  }

  static boolean requested() {
    return OF_SPARK.isRequested();
  }

  boolean isRequested() {
    if (unknown) {
      return false;
    }
    try {
      return flag.getAsBoolean();
    } catch (LinkageError e) {
      unknown = true;
      LOGGER.warn(
          "This version of Spark does not tell trials that their executor is taken away: they are"
              + " lost with it and go on from their last checkpoint",
          e);
      return false;
    }
  }

  private static boolean flag() {
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
