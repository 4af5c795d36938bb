package org.dashsweep.jobs.run.driver;

import java.io.IOException;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.dashsweep.jobs.progress.ProgressPlugin;
import org.dashsweep.jobs.run.protocol.RunRules;
import org.dashsweep.jobs.run.protocol.StopRules;
import org.dashsweep.jobs.run.spark.DeviceChoice;
import org.dashsweep.jobs.run.spark.SparkSettings;
import org.dashsweep.jobs.storage.ScratchDirectory;
import org.dashsweep.tensor.Device;

/**
 * Settings of a run: Spark, the rules of executors and driver, and times.
 *
 * @param spark the application
 * @param rules what the executors keep to
 * @param stopRules when the run stops before its trials have ended
 * @param times of the run
 */
public record RunSettings(SparkSettings spark, RunRules rules, StopRules stopRules, Times times) {
  /**
   * Checks that the settings fit each other and this machine.
   *
   * @throws IllegalArgumentException if they do not; the message is for the user
   * @throws org.dashsweep.tensor.DeviceException if trials are to use a GPU here and cannot
   */
  public RunSettings {
    if (spark.isLocal() && spark.resources().gpu()) {
      Device.cuda(0).require();
    }
    Lease.requireTimeToLive(times.lease());
    spark.requireManager();
    spark.requireRoomFor(rules.maxLost());
  }

  /**
   * Times of a run.
   *
   * @param lease how long it may go unheard of before another may take over
   * @param report between a trial's reports
   * @param stalled without a report after which a trial is shown as stalled
   */
  public record Times(Duration lease, Duration report, Duration stalled) {
    /** The values of the command {@code run}. */
    public static final Times DEFAULT =
        new Times(Duration.ofSeconds(60), ProgressPlugin.DEFAULT_INTERVAL, Duration.ofMinutes(5));
  }

  /** The settings of the command {@code run} without options: all cores of this machine. */
  public static RunSettings local() {
    return new RunSettings(
        SparkSettings.resolve(
            new SparkSettings.Request(
                null,
                null,
                new TreeMap<>(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                DeviceChoice.AUTO,
                null),
            Runtime.getRuntime().availableProcessors()),
        RunRules.DEFAULT,
        StopRules.DEFAULT,
        Times.DEFAULT);
  }

  /**
   * Returns the settings of file systems. In local mode their temporary files go to this process's
   * scratch directory.
   */
  public Configuration hadoop() throws IOException {
    Configuration hadoop = spark.hadoopConfiguration();
    if (spark.isLocal()) {
      ScratchDirectory.holdTemporaryFiles(hadoop);
    }
    return hadoop;
  }
}
