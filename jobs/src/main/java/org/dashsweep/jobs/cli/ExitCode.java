package org.dashsweep.jobs.cli;

/**
 * The exit code that the process returns to its caller. The numbers are part of the command line's
 * contract.
 */
public final class ExitCode {
  /** All went well; for {@code run}: every trial of the sweep has succeeded. */
  public static final int OK = 0;

  /** Some trials failed, or a verification found too large a difference. */
  static final int TRIALS_FAILED = 1;

  /** The command line, the sweep file, a model or data are wrong. Nothing was started. */
  static final int BAD_USAGE = 2;

  /** Storage, Spark or this program failed. What was committed stays. */
  static final int INFRASTRUCTURE = 3;

  private ExitCode() {}
}
