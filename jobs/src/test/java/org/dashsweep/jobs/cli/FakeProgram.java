package org.dashsweep.jobs.cli;

/** The program with trials that compute nothing, as a main class for spark-submit. */
public final class FakeProgram {
  private FakeProgram() {}

  /** Runs the program and ends the JVM. */
  public static void main(String[] arguments) {
    System.exit(DashSweep.commandLine(new FakeCatalogue()).execute(arguments));
  }
}
