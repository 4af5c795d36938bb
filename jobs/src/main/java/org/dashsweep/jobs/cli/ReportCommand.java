package org.dashsweep.jobs.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.dashsweep.jobs.report.ReportBuilder;
import org.dashsweep.jobs.table.ResultStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code dash-sweep report}: the report of what the tables hold. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    description = {
      "Writes the report of the tables in DIR to DIR/report: index.html, which needs nothing but a"
          + " browser, and its tables as .md, .tex and .csv. A run writes it as well when it ends."
    },
    footerHeading = "%nExample:%n",
    footer = "  dash-sweep report --out results")
final class ReportCommand implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it calls call
  private CommandSpec spec;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "Where runs left their tables.")
  @SuppressWarnings("NullAway.Init") // picocli sets it before it calls call
  private String directory;

  @Mixin private HadoopOptions hadoopOptions = new HadoopOptions();

  @Override
  public Integer call() throws IOException {
    ResultStore store = ResultStore.open(directory, hadoopOptions.configuration());
    if (store.rows().isEmpty()) {
      throw new ParameterException(
          spec.commandLine(),
          "--out %s: no trial is committed there; run a sweep first".formatted(directory));
    }
    PrintWriter out = spec.commandLine().getOut();
    out.println("Report " + PathDisplay.of(ReportBuilder.write(store)));
    out.flush();
    return ExitCode.OK;
  }
}
