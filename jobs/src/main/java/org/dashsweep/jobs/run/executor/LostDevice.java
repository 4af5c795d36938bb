package org.dashsweep.jobs.run.executor;

import java.time.Duration;
import org.apache.spark.SparkEnv;
import org.dashsweep.jobs.run.protocol.Interruption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Retires a process whose GPU cannot be used, or no longer: it takes no more trials. Each would
 * fail at once, so that it would soon have taken all of them.
 *
 * @param inDriver whether the process is the driver, in which case the run ends
 * @param pause before an executor ends. Spark starts one executor after the other on a machine
 *     without a usable GPU. The pause keeps such a machine from holding up the trials
 * @param end ends the executor, having its other trials write their checkpoints; returns at once
 */
public record LostDevice(boolean inDriver, Duration pause, Runnable end) {
  /** Setting of the pause before an executor without a usable GPU ends. */
  public static final String PAUSE = "spark.dashSweep.lostDevicePause";

  private static final Logger LOGGER = LoggerFactory.getLogger(LostDevice.class);
  private static final int EXIT_CODE = 1;

  /** This process, in a task. */
  static LostDevice ofProcess() {
    SparkEnv spark = SparkEnv.get();
    return new LostDevice(
        spark.executorId().equals(ExecutorPlace.DRIVER),
        Duration.ofMillis(spark.conf().getTimeAsMs(PAUSE, "60s")),
        LostDevice::exit);
  }

  /** The task of the trial whose attempt ended so. */
  static final class LostDeviceException extends RuntimeException {
    LostDeviceException(String message) {
      super(message);
    }
  }

  /**
   * Ends the executor. The attempt's end has been written.
   *
   * @param what failed, and how
   * @return what the trial's task is to throw: Spark starts the trial elsewhere
   */
  LostDeviceException after(String what) {
    if (inDriver) {
      return new LostDeviceException(
          what
              + ". Nothing more can run in this process; the trial's checkpoint stays. Look at the"
              + " GPU with nvidia-smi, then run the same command again");
    }
    LOGGER.error("This executor ends: {}", what);
    BackOff.sleep(pause);
    end.run();
    return new LostDeviceException(what + ". The executor ends, Spark starts another");
  }

  private static void exit() {
    // What Spark starts here meanwhile waits, and goes elsewhere.
    Interruption.raise();
    // Ending waits for the trials, of which the caller's is one.
    new Thread(() -> System.exit(EXIT_CODE), "lost device").start();
  }
}
