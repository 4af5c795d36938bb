package org.dashsweep.jobs.benchmark;

import org.dashsweep.jobs.cli.DashSweep;
import org.dashsweep.jobs.cli.Logs;
import org.dashsweep.jobs.progress.ProgressTerminal;

/** The program with trials that sleep, as a process of its own. */
final class SleepingProgram {
  private SleepingProgram() {}

  public static void main(String[] arguments) {
    Logs.silence();
    System.exit(
        ProgressTerminal.execute(DashSweep.commandLine(new SleepingCatalogue()), arguments));
  }
}
