package org.dashsweep.jobs.run.spark;

import java.util.Locale;

/** The device that trials are to compute with, as a user chooses it. */
public enum DeviceChoice {
  /** The CPU in local mode, and on a cluster the GPU that Spark gave the trial's task. */
  AUTO,
  /** The CPU, also where Spark gave the task a GPU. */
  CPU,
  /** The GPU that Spark gave the trial's task; in local mode the first one of the machine. */
  GPU;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
