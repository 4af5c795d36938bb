package org.dashsweep.jobs.cli;

import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.dashsweep.benchmark.Benchmark;
import org.dashsweep.jobs.progress.ProgressTerminal;
import org.dashsweep.jobs.run.driver.StandardCatalogue;
import org.dashsweep.jobs.run.protocol.BuildInformation;
import org.dashsweep.jobs.run.protocol.TrialCatalogue;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The program: what {@code bin/dash-sweep} starts, and the main class for spark-submit. */
@Command(
    name = "dash-sweep",
    versionProvider = BuildInformation.class,
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "Runs hyper-parameter sweeps of LoRA against LoRA-Dash on Apache Spark.",
      "",
      "A sweep is a YAML file. Each of its cells is a trial, run once and kept as rows of Parquet"
          + " tables; running a sweep again runs only what is missing."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  dash-sweep plan sweeps/quickstart.yaml",
      "  dash-sweep run sweeps/quickstart.yaml --out results",
      "  dash-sweep status --out results",
      "  spark-submit --master yarn dash-sweep.jar run sweeps/quickstart.yaml --out hdfs:///results"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all went well",
      "1:some trials failed, or a verification found a difference beyond tolerance",
      "2:the command line, the sweep file, a model or data are wrong; nothing was started",
      "3:storage, Spark or the program failed; what was committed stays"
    })
public final class DashSweep implements Runnable {
  /** Columns: no example is broken. */
  private static final int HELP_WIDTH = 100;

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Print the stack trace of an error.")
  private boolean verbose;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it calls run
  private CommandSpec spec;

  private DashSweep() {}

  /** Runs the program and ends the JVM. */
  public static void main(String[] arguments) {
    int exitCode;
    try {
      ProcessLimits.requireHeap(Runtime.getRuntime().maxMemory());
      ProcessLimits.requireOpenFiles();
      Logs.silence();
      Optional<String> problem =
          FileNames.problem(List.of(arguments), System.getProperty(FileNames.ENCODING));
      problem.ifPresent(message -> System.err.println("dash-sweep: " + message));
      exitCode =
          problem.isPresent()
              ? ExitCode.BAD_USAGE
              : ProgressTerminal.execute(commandLine(new StandardCatalogue()), arguments);
    } catch (ProcessLimits.TooLowException e) {
      System.err.println("dash-sweep: " + e.getMessage());
      exitCode = ExitCode.INFRASTRUCTURE;
    } catch (OutOfMemoryError e) {
      System.err.println("dash-sweep: " + ProcessLimits.outOfMemory(e));
      exitCode = ExitCode.INFRASTRUCTURE;
    }
    if (exitCode != ExitCode.OK || !returns(System.getProperties())) {
      System.exit(exitCode);
    }
  }

  /**
   * Tells whether success is to return from the main method: YARN's application master, in which it
   * runs in cluster mode, takes every other end for a failure.
   *
   * @param properties what spark-submit says of the application
   */
  static boolean returns(Properties properties) {
    return "yarn".equals(properties.getProperty("spark.master"))
        && "cluster".equals(properties.getProperty("spark.submit.deployMode"));
  }

  /**
   * The program with all its commands.
   *
   * @param catalogue what sweeps can be made of
   */
  public static CommandLine commandLine(TrialCatalogue catalogue) {
    DashSweep program = new DashSweep();
    CommandLine commands =
        new CommandLine(program)
            .addSubcommand(new PlanCommand(catalogue))
            .addSubcommand(new RunCommand(catalogue))
            .addSubcommand(new ParametersCommand(catalogue))
            .addSubcommand(new StatusCommand())
            .addSubcommand(new ReportCommand(catalogue))
            .addSubcommand(new ExportCommand())
            .addSubcommand(new ExportMlflowCommand())
            .addSubcommand(new CompactCommand())
            .addSubcommand(new RescoreCommand())
            .addSubcommand(new DirectionsCommand())
            .addSubcommand(new AnalyseCommand())
            .addSubcommand(new VerifyCommand())
            .addSubcommand(new BenchCommand(Benchmark::run))
            .addSubcommand(new CompletionCommand());
    return commands
        .setUsageHelpWidth(HELP_WIDTH)
        .setExecutionStrategy(DashSweep::withoutErrors)
        .setParameterExceptionHandler(ErrorMessages::onBadUsage)
        .setExecutionExceptionHandler(
            (thrown, command, parsed) -> ErrorMessages.onFailure(thrown, command, program.verbose));
  }

  /** Hands errors, as of classes that cannot be initialised, to the handler of exceptions. */
  private static int withoutErrors(ParseResult parsed) {
    try {
      return new RunLast().execute(parsed);
    } catch (LinkageError | OutOfMemoryError | StackOverflowError e) {
      throw new ExecutionException(parsed.commandSpec().commandLine(), "The command failed", e);
    }
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "A command is missing");
  }
}
