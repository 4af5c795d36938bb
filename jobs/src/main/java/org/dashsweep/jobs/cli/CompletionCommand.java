package org.dashsweep.jobs.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code dash-sweep completion}: the script by which shells complete the program's words. */
@Command(
    name = "completion",
    mixinStandardHelpOptions = true,
    description = {
      "Prints the script by which bash and zsh complete commands, options and file names. The"
          + " distribution has it as completion/dash-sweep."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  source <(dash-sweep completion)",
      "  dash-sweep completion > ~/.local/share/bash-completion/completions/dash-sweep"
    })
final class CompletionCommand implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it calls call
  private CommandSpec spec;

  @Override
  public Integer call() {
    CommandLine program = spec.root().commandLine();
    PrintWriter out = spec.commandLine().getOut();
    out.print(script(program));
    out.flush();
    return ExitCode.OK;
  }

  /** Returns the script of a program, which holds no date: it is the same for the same program. */
  static String script(CommandLine program) {
    return AutoComplete.bash(program.getCommandName(), program);
  }
}
