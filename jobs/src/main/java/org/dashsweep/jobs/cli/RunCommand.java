package org.dashsweep.jobs.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.dashsweep.jobs.console.Counted;
import org.dashsweep.jobs.console.HumanDuration;
import org.dashsweep.jobs.console.PathDisplay;
import org.dashsweep.jobs.progress.ProgressPlugin;
import org.dashsweep.jobs.report.ReportBuilder;
import org.dashsweep.jobs.report.Summary;
import org.dashsweep.jobs.results.ResultStore;
import org.dashsweep.jobs.results.Snapshot;
import org.dashsweep.jobs.results.TrialRow;
import org.dashsweep.jobs.run.CheckpointRetention;
import org.dashsweep.jobs.run.RunRules;
import org.dashsweep.jobs.run.StopRules;
import org.dashsweep.jobs.run.TrialCatalogue;
import org.dashsweep.jobs.run.driver.Lease;
import org.dashsweep.jobs.run.driver.SweepFile;
import org.dashsweep.jobs.run.driver.SweepRun;
import org.dashsweep.jobs.run.driver.SweepStoppedException;
import org.dashsweep.jobs.run.spark.DeviceChoice;
import org.dashsweep.jobs.run.spark.SparkSettings;
import org.dashsweep.jobs.storage.ScratchDirectory;
import org.dashsweep.source.Locations;
import org.dashsweep.sweep.Plan;
import org.dashsweep.sweep.Trial;
import org.dashsweep.tensor.Device;
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

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "Where tables, report and log go: a path, or the URI of a Hadoop file system.")
  @SuppressWarnings("NullAway.Init") // picocli sets it before it calls call
  private String directory;

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

  @Option(
      names = "--master",
      paramLabel = "URL",
      description = {
        "Spark's master. By default local[*], all cores of this machine; local[N] uses N of them."
            + " Under spark-submit its own master counts."
      })
  private @Nullable String master;

  @Option(
      names = "--conf",
      paramLabel = "KEY=VALUE",
      description = "A Spark setting; may be given several times.")
  private SortedMap<String, String> configuration = new TreeMap<>();

  @Option(
      names = "--properties-file",
      paramLabel = "FILE",
      description = "More Spark settings, as KEY VALUE lines. --conf wins over it.")
  private @Nullable Path propertiesFile;

  @Mixin private RunRuleOptions ruleOptions = new RunRuleOptions();

  @Option(
      names = "--report-every",
      paramLabel = "TIME",
      defaultValue = "2s",
      converter = DurationOption.class,
      description =
          "How often a trial tells the driver how far it is. By default ${DEFAULT-VALUE}.")
  private Duration reportEvery = ProgressPlugin.DEFAULT_INTERVAL;

  @Option(
      names = "--stalled-after",
      paramLabel = "TIME",
      defaultValue = "5m",
      converter = DurationOption.class,
      description = {
        "A trial that has reported nothing for so long is shown as stalled, with its host, and the"
            + " log warns of it. By default ${DEFAULT-VALUE}."
      })
  private Duration stalledAfter = Duration.ofMinutes(5);

  @Mixin private LocationOptions locationOptions = new LocationOptions();

  RunCommand(TrialCatalogue catalogue) {
    this.catalogue = catalogue;
  }

  @Override
  public Integer call() throws IOException {
    ProcessLimits.requireHeapForSpark(Runtime.getRuntime().maxMemory());
    SparkSettings settings = settings();
    RunRules rules;
    StopRules stopRules;
    try {
      rules = ruleOptions.rules();
      stopRules = ruleOptions.stopRules();
      Lease.requireTimeToLive(ruleOptions.leaseTimeout());
      settings.requireManager();
      settings.requireRoomFor(rules.maxLost());
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
    Configuration hadoop = settings.hadoopConfiguration();
    if (settings.isLocal()) {
      ScratchDirectory.holdTemporaryFiles(hadoop);
    }
    Locations locations = locationOptions.locations(hadoop, spec.commandLine().getErr());
    SweepFile sweep = SweepFile.read(file, catalogue, locations).requireUsable();
    ResultStore store = Outputs.open(directory, hadoop);
    Snapshot before = store.survey();
    DamageLines.print(before.damage(), spec.commandLine().getErr());
    Plan plan =
        Plan.of(sweep.trials(), sweep.finished(before), sweep.outlook()::expectedCoreSeconds);
    PrintWriter out = spec.commandLine().getOut();
    if (sweep.published() != null) {
      ReportBuilder.keepPublished(store, sweep.name(), sweep.published());
    }
    if (plan.remaining().isEmpty()) {
      // Without the lease: another sweep may be at work here.
      SweepRun.sayWhatIsLeft(sweep, plan, store, new CheckpointRetention.Unfinished(), out);
      out.println(
          String.format(
              Locale.ROOT,
              "Nothing to run: %s of sweep %s %s done in %s",
              sweep.trials().size() == 1
                  ? "the one trial"
                  : "all " + Counted.trials(sweep.trials().size()),
              sweep.name(),
              sweep.trials().size() == 1 ? "is" : "are",
              PathDisplay.of(store.directory())));
      out.flush();
      return ExitCode.OK;
    }

    Logs.writeTo(logFile(store));
    out.println(
        String.format(
            Locale.ROOT,
            "Sweep %s: %s, %d done, %d to run, %s",
            sweep.name(),
            Counted.trials(sweep.trials().size()),
            plan.finished().size(),
            plan.remaining().size(),
            settings.describe()));
    for (String remark : sweep.remarks()) {
      out.println("Note: " + remark);
      LOGGER.warn(remark);
    }
    out.flush();
    long start = System.nanoTime();
    try {
      new SweepRun(
              sweep,
              plan,
              store,
              settings,
              catalogue.runners(locations),
              rules,
              stopRules,
              new SweepRun.Times(ruleOptions.leaseTimeout(), reportEvery, stalledAfter),
              out)
          .run();
    } catch (SweepStoppedException e) {
      out.println();
      out.println("Stopped: " + e.getMessage());
    }
    Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
    return conclude(sweep, store, elapsed, out);
  }

  private SparkSettings settings() {
    SortedMap<String, String> given = new TreeMap<>();
    try {
      if (propertiesFile != null) {
        given.putAll(PropertiesFile.read(propertiesFile));
      }
      given.putAll(configuration);
      SparkSettings settings =
          SparkSettings.resolve(
              new SparkSettings.Request(
                  master,
                  System.getProperty("spark.master"),
                  given,
                  positive("--slots", slots),
                  positive("--threads", threads),
                  device,
                  gpusPerTrial),
              Runtime.getRuntime().availableProcessors());
      if (settings.isLocal() && settings.resources().gpu()) {
        Device.cuda(0).require();
      }
      return settings;
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

  private static int conclude(SweepFile sweep, ResultStore store, Duration elapsed, PrintWriter out)
      throws IOException {
    Set<String> ids = new HashSet<>(sweep.trials().stream().map(Trial::id).toList());
    List<TrialRow> rows =
        store.survey().rows().stream().filter(row -> ids.contains(row.trialId())).toList();
    long succeeded = rows.stream().filter(row -> row.status() == TrialStatus.SUCCEEDED).count();
    long stopped = rows.stream().filter(row -> row.status() == TrialStatus.STOPPED).count();
    long failed = rows.stream().filter(row -> row.status() == TrialStatus.FAILED).count();
    int notRun = sweep.trials().size() - rows.size();

    out.println();
    out.println(
        String.format(
            Locale.ROOT,
            "%d of %s done in %s%s%s%s",
            succeeded,
            Counted.trials(sweep.trials().size()),
            HumanDuration.of(elapsed),
            stopped == 0 ? "" : String.format(Locale.ROOT, "; %d stopped early", stopped),
            failed == 0
                ? ""
                : String.format(Locale.ROOT, "; %d failed, the next run tries them again", failed),
            notRun == 0 ? "" : String.format(Locale.ROOT, "; %d not run", notRun)));
    out.println();
    SummaryText.lines(Summary.of(rows)).forEach(line -> out.println("  " + line));
    out.println();
    out.println("Tables in " + PathDisplay.of(store.directory()));
    out.flush();
    String report = PathDisplay.of(ReportBuilder.write(store));
    @Nullable Path log = Logs.file();
    String logNote = log == null ? "" : " (log: " + PathDisplay.of(log) + ")";
    out.println("Report " + report + logNote);
    out.flush();
    return failed == 0 && notRun == 0 ? ExitCode.OK : ExitCode.TRIALS_FAILED;
  }

  /** Beside the tables where those are on this machine, otherwise in the working directory. */
  private static Path logFile(ResultStore store) throws IOException {
    boolean beside = store.output().isLocal();
    Path directory =
        beside ? Path.of(store.directory().toUri().getPath(), "logs") : Path.of("logs");
    try {
      Files.createDirectories(directory);
      return newLogFile(directory, LocalDateTime.now(ZoneId.systemDefault()));
    } catch (IOException e) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "cannot write a log to %s: %s",
              directory.toAbsolutePath(),
              beside
                  ? "make it a directory that this user may write to, or name another --out"
                  : "run the command in a directory that this user may write to"),
          e);
    }
  }

  /** Makes an empty file that no other run of the same second writes to. */
  static Path newLogFile(Path directory, LocalDateTime time) throws IOException {
    String name = "run-" + DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).format(time);
    for (int runs = 1; ; runs++) {
      try {
        return Files.createFile(directory.resolve(name + (runs == 1 ? "" : "-" + runs) + ".log"));
      } catch (FileAlreadyExistsException e) {
        // Another run's.
      }
    }
  }
}
