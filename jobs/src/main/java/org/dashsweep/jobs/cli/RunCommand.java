package org.dashsweep.jobs.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.dashsweep.jobs.progress.HumanDuration;
import org.dashsweep.jobs.progress.ProgressReporter;
import org.dashsweep.jobs.progress.SweepProgress;
import org.dashsweep.jobs.progress.TrackedTrial;
import org.dashsweep.jobs.report.ReportBuilder;
import org.dashsweep.jobs.run.AdapterRetention;
import org.dashsweep.jobs.run.Interruption;
import org.dashsweep.jobs.run.RunRules;
import org.dashsweep.jobs.run.RunStateWriter;
import org.dashsweep.jobs.run.SparkSettings;
import org.dashsweep.jobs.run.SweepJob;
import org.dashsweep.jobs.run.TrialCatalogue;
import org.dashsweep.jobs.run.TrialLabels;
import org.dashsweep.jobs.run.TrialRunnerFactory;
import org.dashsweep.jobs.table.ResultStore;
import org.dashsweep.jobs.table.SoftwareVersions;
import org.dashsweep.jobs.table.TrialRow;
import org.dashsweep.sweep.Plan;
import org.dashsweep.sweep.Trial;
import org.dashsweep.trial.Locations;
import org.dashsweep.trial.TrialStatus;
import org.jspecify.annotations.Nullable;
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
          + " why, the others go on, and the next run tries it again. A run that is broken off loses"
          + " nothing that was committed: run it again to go on."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  dash-sweep run sweeps/quickstart.yaml --out results",
      "  dash-sweep run sweeps/quickstart.yaml --out results --slots 1 --conf spark.ui.enabled=true",
      "  dash-sweep run sweeps/quickstart.yaml --out hdfs:///results --master spark://host:7077",
      "  spark-submit --master yarn dash-sweep.jar run sweeps/quickstart.yaml --out hdfs:///results"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:every trial of the sweep has succeeded, now or before",
      "1:some trials failed",
      "2:the command line or the sweep file is wrong; nothing was started",
      "3:storage, Spark or the program failed; what was committed stays"
    })
final class RunCommand implements Callable<Integer> {
  /** How long a stopped run waits for its trials to reach their next update. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

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
        "Threads of each trial. By default the cores divided by the slots; on a cluster"
            + " spark.task.cpus, which this sets."
      })
  private @Nullable Integer threads;

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

  @Option(
      names = "--keep-adapters",
      paramLabel = "WHICH",
      defaultValue = "all",
      description = {
        "all or none: which trials' adapters DIR/adapters keeps, for dash-sweep export. By default"
            + " ${DEFAULT-VALUE}."
      })
  private AdapterRetention adapters = AdapterRetention.ALL;

  @Option(
      names = "--max-lost",
      paramLabel = "N",
      defaultValue = "3",
      description = {
        "Attempts at a trial that may be lost with their process before the trial counts as failed."
            + " By default ${DEFAULT-VALUE}."
      })
  private int maxLost = RunRules.DEFAULT.maxLost();

  @Mixin private LocationOptions locationOptions = new LocationOptions();

  RunCommand(TrialCatalogue catalogue) {
    this.catalogue = catalogue;
  }

  @Override
  public Integer call() throws IOException {
    SparkSettings settings = settings();
    Configuration hadoop = settings.hadoopConfiguration();
    Locations locations = locationOptions.locations(hadoop, spec.commandLine().getErr());
    SweepFile sweep = SweepFile.read(file, catalogue, locations).requireUsable();
    ResultStore store = ResultStore.open(directory, hadoop);
    Plan plan = Plan.of(sweep.trials(), store.succeeded(), sweep.outlook()::expectedCoreSeconds);
    PrintWriter out = spec.commandLine().getOut();
    if (sweep.published() != null) {
      ReportBuilder.keepPublished(store, sweep.name(), sweep.published());
    }
    if (plan.remaining().isEmpty()) {
      out.println(
          "Nothing to run: all %d trials of sweep %s are done in %s"
              .formatted(sweep.trials().size(), sweep.name(), PathDisplay.of(store.directory())));
      out.flush();
      return ExitCode.OK;
    }

    Logs.writeTo(logFile(store));
    out.println(
        "Sweep %s: %d trials, %d done, %d to run, %s"
            .formatted(
                sweep.name(),
                sweep.trials().size(),
                plan.finished().size(),
                plan.remaining().size(),
                settings.describe()));
    out.flush();
    long start = System.nanoTime();
    runOnSpark(sweep, plan, store, settings, catalogue.runners(locations), out);
    Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
    return conclude(sweep, store, elapsed, out);
  }

  private SparkSettings settings() throws IOException {
    SortedMap<String, String> given = new TreeMap<>();
    if (propertiesFile != null) {
      Properties properties = new Properties();
      try (Reader reader = Files.newBufferedReader(propertiesFile)) {
        properties.load(reader);
      } catch (IOException e) {
        throw new ParameterException(
            spec.commandLine(),
            "--properties-file %s: cannot be read".formatted(propertiesFile),
            e);
      }
      properties
          .stringPropertyNames()
          .forEach(key -> given.put(key, properties.getProperty(key).strip()));
    }
    given.putAll(configuration);
    try {
      return SparkSettings.resolve(
          new SparkSettings.Request(
              master,
              System.getProperty("spark.master"),
              given,
              positive("--slots", slots),
              positive("--threads", threads)),
          Runtime.getRuntime().availableProcessors());
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private static OptionalInt positive(String option, @Nullable Integer value) {
    if (value == null) {
      return OptionalInt.empty();
    }
    if (value < 1) {
      throw new IllegalArgumentException("%s %d: must be at least 1".formatted(option, value));
    }
    return OptionalInt.of(value);
  }

  private void runOnSpark(
      SweepFile sweep,
      Plan plan,
      ResultStore store,
      SparkSettings settings,
      TrialRunnerFactory runners,
      PrintWriter out) {
    TrialLabels labels = new TrialLabels(sweep.cells());
    List<TrackedTrial> tracked =
        plan.remaining().stream()
            .map(
                trial ->
                    new TrackedTrial(
                        trial.id(),
                        labels.of(trial),
                        sweep.outlook().expectedCoreSeconds(trial.cell())))
            .toList();
    Clock clock = Clock.systemUTC();
    SweepProgress progress = new SweepProgress(sweep.trials().size(), tracked, clock);
    List<String> ids = sweep.trials().stream().map(Trial::id).toList();
    ProgressReporter reporter =
        ProgressReporter.start(
            progress,
            List.of(Terminal.view(out), new RunStateWriter(store, sweep.name(), ids, clock)));
    Thread onInterrupt = new Thread(() -> breakOff(reporter, store, out), "break-off");
    Runtime.getRuntime().addShutdownHook(onInterrupt);
    SparkConf conf = settings.sparkConf(sweep.name());
    // A task ends with its trial's row whatever the trial does; what is counted here is the
    // cluster's.
    conf.setIfMissing("spark.task.maxFailures", String.valueOf(4 * maxLost + 20));
    try (reporter;
        JavaSparkContext context = new JavaSparkContext(conf)) {
      SoftwareVersions software = BuildInformation.software(context.version());
      new SweepJob(
              sweep.name(),
              store,
              settings.threadsPerTrial(),
              software,
              sweep.outlook(),
              runners,
              new RunRules(adapters, maxLost))
          .run(context, plan.remaining(), labels);
    } finally {
      if (!Interruption.requested()) {
        Runtime.getRuntime().removeShutdownHook(onInterrupt);
      }
    }
  }

  /** What Ctrl-C does: lets the trials keep their checkpoints and says how to go on. */
  private static void breakOff(ProgressReporter reporter, ResultStore store, PrintWriter out) {
    Interruption.request(PATIENCE);
    reporter.close();
    out.println();
    out.println(
        "Stopped. What was committed stays in %s; run the same command again to go on."
            .formatted(PathDisplay.of(store.directory())));
    out.flush();
  }

  private static int conclude(SweepFile sweep, ResultStore store, Duration elapsed, PrintWriter out)
      throws IOException {
    Set<String> ids = new HashSet<>(sweep.trials().stream().map(Trial::id).toList());
    List<TrialRow> rows = store.rows().stream().filter(row -> ids.contains(row.trialId())).toList();
    long succeeded = rows.stream().filter(row -> row.status() == TrialStatus.SUCCEEDED).count();
    long failed = sweep.trials().size() - succeeded;
    String report = PathDisplay.of(ReportBuilder.write(store));

    out.println();
    out.println(
        "%d of %d trials done in %s%s"
            .formatted(
                succeeded,
                sweep.trials().size(),
                HumanDuration.of(elapsed),
                failed == 0 ? "" : "; %d failed, the next run tries them again".formatted(failed)));
    out.println();
    ResultTable.lines(rows).forEach(line -> out.println("  " + line));
    out.println();
    out.println("Tables in " + PathDisplay.of(store.directory()));
    @Nullable Path log = Logs.file();
    String logNote = log == null ? "" : " (log: " + PathDisplay.of(log) + ")";
    out.println("Report " + report + logNote);
    out.flush();
    return failed == 0 ? ExitCode.OK : ExitCode.TRIALS_FAILED;
  }

  /** Beside the tables where those are on this machine, otherwise in the working directory. */
  private static Path logFile(ResultStore store) throws IOException {
    Path directory =
        "file".equals(store.directory().toUri().getScheme())
            ? Path.of(store.directory().toUri().getPath(), "logs")
            : Path.of("logs");
    Files.createDirectories(directory);
    String time =
        DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss")
            .format(LocalDateTime.now(ZoneId.systemDefault()));
    return directory.resolve("run-" + time + ".log");
  }
}
