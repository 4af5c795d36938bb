package org.dashsweep.jobs.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.dashsweep.jobs.progress.ProgressTerminal;
import org.dashsweep.jobs.run.driver.StandardCatalogue;
import org.dashsweep.jobs.run.protocol.TrialCatalogue;
import picocli.CommandLine;

/**
 * What a command line did.
 *
 * @param out the text of standard output
 * @param err the text of standard error
 */
public record Console(int exitCode, String out, String err) {
  /** With trials that compute nothing. */
  public static Console of(String... arguments) {
    return of(new FakeCatalogue(), arguments);
  }

  /** With the program's own experiments. */
  static Console ofStandard(String... arguments) {
    return of(new StandardCatalogue(), arguments);
  }

  private static Console of(TrialCatalogue catalogue, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine program = DashSweep.commandLine(catalogue);
    int exitCode =
        ProgressTerminal.execute(program, new PrintWriter(out), new PrintWriter(err), arguments);
    return new Console(exitCode, out.toString(), err.toString());
  }
}
