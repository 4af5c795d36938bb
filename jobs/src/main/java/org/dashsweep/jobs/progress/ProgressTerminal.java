package org.dashsweep.jobs.progress;

import java.io.PrintWriter;
import java.io.Writer;
import org.dashsweep.jobs.console.TerminalWriter;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/** The terminal that a command writes to, and whether it can be drawn on. */
public final class ProgressTerminal {
  /** Set by the start script, which can test its output; Java 17 has no sure way to. */
  private static final String PROPERTY = "dashsweep.terminal";

  private ProgressTerminal() {}

  /** Executes a command line whose texts cannot steer the terminal. */
  public static int execute(CommandLine program, String... arguments) {
    return execute(program, program.getOut(), program.getErr(), arguments);
  }

  public static int execute(CommandLine program, Writer out, Writer err, String... arguments) {
    return program
        .setOut(new TerminalWriter(out))
        .setErr(new TerminalWriter(err))
        .setExecutionStrategy(ProgressTerminal::helpOrExecute)
        .execute(arguments);
  }

  /** Help is the program's own text and has colours. */
  private static int helpOrExecute(ParseResult parsed) {
    for (CommandLine command : parsed.asCommandLineList()) {
      if (command.isUsageHelpRequested() && command.getOut() instanceof TerminalWriter terminal) {
        terminal.control(command.getUsageMessage());
        terminal.flush();
        return command.getCommandSpec().exitCodeOnUsageHelp();
      }
    }
    return new CommandLine.RunLast().execute(parsed);
  }

  public static ProgressView view(PrintWriter out) {
    return isInteractive()
        ? new LiveView(out instanceof TerminalWriter terminal ? terminal : new TerminalWriter(out))
        : new PlainView(out, PlainView.INTERVAL);
  }

  private static boolean isInteractive() {
    return Boolean.getBoolean(PROPERTY) && !"dumb".equals(System.getenv("TERM"));
  }
}
