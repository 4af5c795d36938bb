package org.dashsweep.jobs.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.dashsweep.jobs.console.Counted;
import org.dashsweep.jobs.mlflow.MlflowException;
import org.dashsweep.jobs.mlflow.MlflowExport;
import org.dashsweep.jobs.tables.ResultStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code dash-sweep export-mlflow}: trials as runs that MLflow's own pages show. */
@Command(
    name = "export-mlflow",
    mixinStandardHelpOptions = true,
    description = {
      "Writes the trials in DIR as runs of MLflow: an experiment for each sweep, a run for each"
          + " trial, with its parameters, its metrics by update and its tags.",
      "",
      "MLflow reads the directory as its file store: all versions until 3.12 do, later ones with"
          + " MLFLOW_ALLOW_FILE_STORE=true. mlflow migrate-filestore brings it into a database."
          + " Writing it again changes only what has changed."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  dash-sweep export-mlflow --out results --to file:mlruns",
      "  MLFLOW_ALLOW_FILE_STORE=true mlflow ui --backend-store-uri mlruns"
    })
final class ExportMlflowCommand implements Callable<Integer> {
  private static final Pattern OTHER_SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+://.*");
  private static final String FILE = "file:";

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it calls call
  private CommandSpec spec;

  @Mixin private OutputOption output = new OutputOption();

  @Option(
      names = "--to",
      paramLabel = "MLRUNS",
      required = true,
      description = "A directory of this machine, such as file:mlruns: a new one, or MLflow's.")
  @SuppressWarnings("NullAway.Init") // picocli sets it before it calls call
  private String to;

  @Option(
      names = "--artifacts",
      description = "Copy the adapters and pictures of trials to their runs as well.")
  private boolean artifacts;

  @Mixin private HadoopOptions hadoopOptions = new HadoopOptions();

  @Override
  public Integer call() throws IOException {
    Path root = root();
    ResultStore store = output.existing(hadoopOptions.configuration());
    output.committed(store);
    try {
      print(
          MlflowExport.write(
              store, root, artifacts ? MlflowExport.Artifacts.ALL : MlflowExport.Artifacts.NONE),
          root);
    } catch (MlflowException e) {
      throw new ParameterException(
          spec.commandLine(), String.format(Locale.ROOT, "--to %s: %s", to, e.getMessage()), e);
    }
    return ExitCode.OK;
  }

  /** MLflow's own addresses are files: with one, two or three slashes, or none. */
  private Path root() {
    String path = to.startsWith(FILE) ? to.substring(FILE.length()).replaceFirst("^//+", "/") : to;
    if (OTHER_SCHEME.matcher(path).matches() || path.isBlank()) {
      throw new ParameterException(
          spec.commandLine(),
          String.format(
              Locale.ROOT,
              "--to %s: is no directory of this machine; write to file:mlruns and bring that to a server with mlflow migrate-filestore",
              to));
    }
    return Path.of(path).toAbsolutePath().normalize();
  }

  private void print(MlflowExport.Outcome outcome, Path root) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        String.format(
            Locale.ROOT,
            "Wrote %s as runs of %d experiment%s to %s",
            Counted.trials(outcome.runs()),
            outcome.experiments(),
            outcome.experiments() == 1 ? "" : "s",
            root));
    if (outcome.deleted() > 0) {
      out.println(
          String.format(
              Locale.ROOT, "Left out %d runs that were deleted in MLflow", outcome.deleted()));
    }
    out.println(
        "See them with: MLFLOW_ALLOW_FILE_STORE=true mlflow ui --backend-store-uri " + root);
    out.flush();
  }
}
