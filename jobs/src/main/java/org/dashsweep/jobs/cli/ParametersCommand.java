package org.dashsweep.jobs.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.dashsweep.jobs.run.protocol.TrialCatalogue;
import org.dashsweep.space.SearchSpace;
import org.dashsweep.space.SearchSpaces;
import org.dashsweep.sweep.file.SweepSchema;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dash-sweep parameters}: what sweep files may say. */
@Command(
    name = "parameters",
    mixinStandardHelpOptions = true,
    description = {
      "Lists the parameters that sweep files of an experiment may set, as Markdown: their kinds,"
          + " defaults and values, and the methods that have them. Without EXPERIMENT it lists the"
          + " experiments. --schema prints the form of sweep files of all experiments."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  dash-sweep parameters",
      "  dash-sweep parameters commonsense",
      "  dash-sweep parameters --schema"
    })
final class ParametersCommand implements Callable<Integer> {
  private final TrialCatalogue catalogue;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it calls call
  private CommandSpec spec;

  @Parameters(
      paramLabel = "EXPERIMENT",
      arity = "0..1",
      description = "What a sweep file names with the key experiment.")
  private @Nullable String experiment;

  @Option(
      names = "--schema",
      description = "Print a JSON Schema of sweep files, by which editors complete and check them.")
  private boolean schema;

  ParametersCommand(TrialCatalogue catalogue) {
    this.catalogue = catalogue;
  }

  @Override
  public Integer call() {
    SearchSpaces spaces = catalogue.searchSpaces();
    PrintWriter out = spec.commandLine().getOut();
    if (schema) {
      requireNoExperiment();
      out.print(SweepSchema.of(spaces));
    } else if (experiment == null) {
      spaces.experiments().forEach(out::println);
    } else {
      @Nullable SearchSpace space = spaces.of(experiment);
      if (space == null) {
        throw new ParameterException(
            spec.commandLine(),
            String.format(
                Locale.ROOT,
                "EXPERIMENT %s is not known: use %s",
                experiment,
                String.join(" or ", spaces.experiments())));
      }
      out.print(space.describe());
    }
    out.flush();
    return ExitCode.OK;
  }

  private void requireNoExperiment() {
    if (experiment != null) {
      throw new ParameterException(
          spec.commandLine(), "--schema is of all experiments: leave EXPERIMENT out");
    }
  }
}
