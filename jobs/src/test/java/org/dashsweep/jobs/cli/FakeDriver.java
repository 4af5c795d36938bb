package org.dashsweep.jobs.cli;

/** The program, with trials that compute nothing, as a process of its own. */
final class FakeDriver {
  private FakeDriver() {}

  public static void main(String[] arguments) {
    Logs.silence();
    System.exit(DashSweep.commandLine(new FakeCatalogue()).execute(arguments));
  }
}
