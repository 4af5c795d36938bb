package org.dashsweep.jobs.run.executor;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.apache.spark.SparkEnv;
import org.dashsweep.jobs.tables.AttemptRow;

/** The identity of this executor, for the log of attempts. */
public final class ExecutorPlace {
  /** Spark's id of an executor that is the driver's own process, as in local mode. */
  static final String DRIVER = "driver";

  private ExecutorPlace() {}

  /**
   * This executor.
   *
   * @param device that the trial computes on
   */
  static AttemptRow.Place of(String device) {
    SparkEnv spark = SparkEnv.get();
    return new AttemptRow.Place(
        spark.conf().getAppId(), spark.executorId(), host(), ProcessHandle.current().pid(), device);
  }

  public static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unknown";
    }
  }
}
