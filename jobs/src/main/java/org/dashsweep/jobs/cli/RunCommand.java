package org.dashsweep.jobs.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.dashsweep.jobs.console.Counted;
import org.dashsweep.jobs.console.HumanDuration;
import org.dashsweep.jobs.console.PathDisplay;
import org.dashsweep.jobs.report.ReportBuilder;
import org.dashsweep.jobs.report.Summary;
import org.dashsweep.jobs.report.SummaryText;
import org.dashsweep.jobs.run.driver.RunLog;
import org.dashsweep.jobs.run.driver.RunSettings;
import org.dashsweep.jobs.run.driver.SweepFile;
import org.dashsweep.jobs.run.driver.SweepResult;
import org.dashsweep.jobs.run.driver.SweepRun;
import org.dashsweep.jobs.run.protocol.TrialCatalogue;
import org.dashsweep.jobs.run.spark.DeviceChoice;
import org.dashsweep.jobs.run.spark.SparkSettings;
import org.dashsweep.jobs.tables.ResultStore;
import org.dashsweep.source.Locations;
import org.dashsweep.tensor.DeviceException;
import org.dashsweep.trial.TrialStatus;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dash-sweep run}: runs what is missing of a sweep. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = {
      "Runs the trials of a sweep that DIR does not hold yet, on Spark, and writes the report.",
      "",
      "Each trial is committed on its own when it ends. A trial that fails becomes a row that says"
          + " why, the others go on, and the next run tries it again. A run that is broken off"
          + " loses nothing that was committed: run it again to go on."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  dash-sweep run sweeps/quickstart.yaml --out results",
      "  dash-sweep run sweeps/quickstart.yaml --out results --slots 1 --conf"
          + " spark.ui.enabled=true",
      "  dash-sweep run sweeps/quickstart.yaml --out hdfs:///results --master spark://host:7077",
      "  spark-submit --master yarn dash-sweep.jar run sweeps/quickstart.yaml --out hdfs:///results"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:every trial of the sweep has succeeded, now or before",
      "1:some trials failed, or a rule such as --fail-fast stopped the run",
      "2:the command line or the sweep file is wrong, or a cell of it cannot run, as plan says;"
          + " nothing was started",
      "3:storage, Spark or the program failed, or another run is at work in DIR; what was committed"
          + " stays"
    })
final class RunCommand implements Callable<Integer> {
  private static final Logger LOGGER = LoggerFactory.getLogger(RunCommand.class);

  private final TrialCatalogue catalogue;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it calls call
  private CommandSpec spec;

  @Parameters(paramLabel = "SPEC", description = "The sweep file.")
  @SuppressWarnings("NullAway.Init") // picocli sets it before it calls call
  private Path file;

  @Mixin private OutputOption output = new OutputOption();

  @Option(
      names = "--slots",
      paramLabel = "N",
      description = "Trials at once, in local mode. By default as many as the cores allow.")
  private @Nullable Integer slots;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = {
        "Threads of each trial, at most as many as its machine has cores. By default the cores divided by"
            + " the slots; on a cluster spark.task.cpus, which this sets."
      })
  private @Nullable Integer threads;

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      defaultValue = "auto",
      description = {
        "auto, cpu or gpu: what trials compute with. auto, the default, is the CPU in local mode and on a"
            + " cluster the GPU that Spark gives the trial's task; gpu in local mode is the machine's"
            + " first."
      })
  private DeviceChoice device = DeviceChoice.AUTO;

  @Option(
      names = "--gpus-per-trial",
      paramLabel = "N",
      description = {
        "On a cluster, GPUs of each trial: 1, or less for several trials on one GPU, which share one copy"
            + " of the base model. By default spark.task.resource.gpu.amount, or 1."
      })
  private @Nullable Double gpusPerTrial;

  @Mixin private SparkOptions sparkOptions = new SparkOptions();

  @Mixin private RunRuleOptions ruleOptions = new RunRuleOptions();

  @Option(
      names = "--report-every",
      paramLabel = "TIME",
      defaultValue = "2s",
      converter = DurationOption.class,
      description =
          "How often a trial tells the driver how far it is. By default ${DEFAULT-VALUE}.")
  private Duration reportEvery = RunSettings.Times.DEFAULT.report();

  @Option(
      names = "--stalled-after",
      paramLabel = "TIME",
      defaultValue = "5m",
      converter = DurationOption.class,
      description = {
        "A trial that has reported nothing for so long is shown as stalled, with its host, and the"
            + " log warns of it. By default ${DEFAULT-VALUE}."
      })
  private Duration stalledAfter = RunSettings.Times.DEFAULT.stalled();

  @Mixin private LocationOptions locationOptions = new LocationOptions();

  RunCommand(TrialCatalogue catalogue) {
    this.catalogue = catalogue;
  }

  @Override
  public Integer call() throws IOException {
    ProcessLimits.requireHeapForSpark(Runtime.getRuntime().maxMemory());
    RunSettings settings = settings();
    PrintWriter err = spec.commandLine().getErr();
    PrintWriter out = spec.commandLine().getOut();
    Configuration hadoop = settings.hadoop();
    Locations locations = locationOptions.locations(hadoop, err).beside(file);
    SweepFile sweep = SweepFile.read(file, catalogue, locations).requireUsable();
    ResultStore store = output.open(hadoop);
    SweepRun run = SweepRun.of(sweep, store, settings, catalogue.runners(locations));
    DamageLines.print(run.damage(), err);
    if (run.isDone()) {
      run.cleanUp(out);
      printNothingToRun(run, out);
      return ExitCode.OK;
    }
    Logs.writeTo(RunLog.create(store));
    printPlan(run, out);
    SweepResult result = run.run(out);
    print(result, store, out);
    String report = PathDisplay.of(ReportBuilder.write(store));
    @Nullable Path log = Logs.file();
    out.println("Report " + report + (log == null ? "" : " (log: " + PathDisplay.of(log) + ")"));
    out.flush();
    return result.isComplete() ? ExitCode.OK : ExitCode.TRIALS_FAILED;
  }

  private RunSettings settings() {
    try {
      SparkSettings spark =
          SparkSettings.resolve(
              new SparkSettings.Request(
                  sparkOptions.master(),
                  SparkOptions.inheritedMaster(),
                  sparkOptions.settings(),
                  positive("--slots", slots),
                  positive("--threads", threads),
                  device,
                  gpusPerTrial),
              Runtime.getRuntime().availableProcessors());
      return new RunSettings(
          spark,
          ruleOptions.rules(),
          ruleOptions.stopRules(),
          new RunSettings.Times(ruleOptions.leaseTimeout(), reportEvery, stalledAfter));
    } catch (IllegalArgumentException | DeviceException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private static OptionalInt positive(String option, @Nullable Integer value) {
    if (value == null) {
      return OptionalInt.empty();
    }
    if (value < 1) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%s %d: must be at least 1", option, value));
    }
    return OptionalInt.of(value);
  }

  private static void printNothingToRun(SweepRun run, PrintWriter out) {
    int trials = run.sweep().trials().size();
    out.println(
        String.format(
            Locale.ROOT,
            "Nothing to run: %s of sweep %s %s done in %s",
            trials == 1 ? "the one trial" : "all " + Counted.trials(trials),
            run.sweep().name(),
            trials == 1 ? "is" : "are",
            PathDisplay.of(run.store().directory())));
    out.flush();
  }

  private static void printPlan(SweepRun run, PrintWriter out) {
    out.println(
        String.format(
            Locale.ROOT,
            "Sweep %s: %s, %d done, %d to run, %s",
            run.sweep().name(),
            Counted.trials(run.sweep().trials().size()),
            run.plan().finished().size(),
            run.plan().remaining().size(),
            run.settings().spark().describe()));
    for (String remark : run.sweep().remarks()) {
      out.println("Note: " + remark);
      LOGGER.warn(remark);
    }
    out.flush();
  }

  private static void print(SweepResult result, ResultStore store, PrintWriter out) {
    if (result.stopReason() != null) {
      out.println();
      out.println("Stopped: " + result.stopReason());
    }
    long stopped = result.count(TrialStatus.STOPPED);
    long failed = result.count(TrialStatus.FAILED);
    out.println();
    out.println(
        String.format(
            Locale.ROOT,
            "%d of %s done in %s%s%s%s",
            result.count(TrialStatus.SUCCEEDED),
            Counted.trials(result.trials()),
            HumanDuration.of(result.elapsed()),
            stopped == 0 ? "" : String.format(Locale.ROOT, "; %d stopped early", stopped),
            failed == 0
                ? ""
                : String.format(Locale.ROOT, "; %d failed, the next run tries them again", failed),
            result.notRun() == 0
                ? ""
                : String.format(Locale.ROOT, "; %d not run", result.notRun())));
    out.println();
    SummaryText.lines(Summary.of(result.rows())).forEach(line -> out.println("  " + line));
    out.println();
    out.println("Tables in " + PathDisplay.of(store.directory()));
    out.flush();
  }
}
