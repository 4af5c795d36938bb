package org.dashsweep.jobs.cli;

import org.dashsweep.jobs.verdict.Verdicts;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The option {@code --margin} of commands that compare methods. */
final class MarginOption {
  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init") // picocli sets it before the command is called
  private CommandSpec spec;

  @Option(
      names = "--margin",
      paramLabel = "DIFFERENCE",
      description =
          "Methods that differ by less count as equal, in the metric's unit. By default"
              + " ${DEFAULT-VALUE}, one point of accuracy.")
  private double margin = Verdicts.MARGIN;

  /**
   * Returns the margin.
   *
   * @throws ParameterException if it is not a positive number
   */
  double value() {
    if (!(margin > 0 && margin < Double.POSITIVE_INFINITY)) {
      throw new ParameterException(
          spec.commandLine(), "--margin " + margin + ": must be more than 0, such as 0.01");
    }
    return margin;
  }
}
