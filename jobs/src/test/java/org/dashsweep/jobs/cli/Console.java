package org.dashsweep.jobs.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/**
 * What a command line did.
 *
 * @param out the text of standard output
 * @param err the text of standard error
 */
record Console(int exitCode, String out, String err) {
  static Console of(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine program = DashSweep.commandLine(new FakeCatalogue());
    program.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    int exitCode = program.execute(arguments);
    return new Console(exitCode, out.toString(), err.toString());
  }
}
