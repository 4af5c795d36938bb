package org.dashsweep.jobs.benchmark;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.dashsweep.jobs.cli.DashSweep;
import org.dashsweep.jobs.cli.ExitCode;
import org.dashsweep.jobs.run.driver.StandardCatalogue;
import org.dashsweep.jobs.run.driver.SweepFile;
import org.dashsweep.jobs.run.protocol.TrialCatalogue;
import org.dashsweep.jobs.tables.ResultStore;
import org.dashsweep.source.Locations;
import org.dashsweep.sweep.Trial;
import picocli.CommandLine;

/** The measurements of {@link BenchSweepCommand}. */
final class SweepBenchmarks {
  private static final int CONFIGURATIONS = 8;

  private SweepBenchmarks() {}

  /**
   * Trials that sleep.
   *
   * @param totalSeconds of the whole command run, Spark's start and the report included
   * @param idealSeconds of trials that cost nothing but their sleep
   * @param overheadPercent of the total over the ideal
   * @param commitsPerSecond over the total
   * @param cpuSecondsPerTrial of this process, the report included
   * @param heapPeakBytes the heap's pools at their largest, garbage included
   * @param heapLimitBytes what the heap may grow to
   * @param againSeconds of the same command once more as a process of its own, from the start of
   *     its JVM to its end; it finds nothing to do and starts no trial
   */
  record Trials(
      int trials,
      double seconds,
      int slots,
      double totalSeconds,
      double idealSeconds,
      double overheadPercent,
      double commitsPerSecond,
      double cpuSecondsPerTrial,
      long heapPeakBytes,
      long heapLimitBytes,
      double againSeconds) {
    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          """
      %,d trials of %s s at %d slots
        total       %.1f s, ideal %.1f s: %.1f %% over it
        commits     %.1f a second, %.1f ms of CPU each
        heap        %,d MiB at most, of %,d MiB
        once more   %.2f s, its process included: nothing to run\
      """,
          trials,
          seconds,
          slots,
          totalSeconds,
          idealSeconds,
          overheadPercent,
          commitsPerSecond,
          1000 * cpuSecondsPerTrial,
          heapPeakBytes >> 20,
          heapLimitBytes >> 20,
          againSeconds);
    }
  }

  /**
   * Planning.
   *
   * @param seconds of the command plan: expansion, fingerprints, ids and costs, without tables
   * @param doneSeconds of the same when an output directory holds all of the cells, compacted
   */
  record Plan(int cells, double seconds, double doneSeconds) {
    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%,d cells planned in %.2f s; in %.2f s when all of them are done",
          cells,
          seconds,
          doneSeconds);
    }
  }

  /**
   * Questions to compacted trials, whose files were written a moment ago: no disk is waited for.
   *
   * @param idsSeconds which trials need not run again
   * @param reportSeconds the command {@code report --summary} in a process that runs already
   * @param reportProcessSeconds the same as a process of its own, from the start of its JVM
   * @param sessionSeconds to start Spark in another process
   * @param viewsSeconds to register the views of Spark SQL there
   * @param sqlFirstSeconds the means by Spark SQL, the session's first query
   * @param sqlSeconds the same once more
   */
  record Query(
      int trials,
      double idsSeconds,
      double reportSeconds,
      double reportProcessSeconds,
      double sessionSeconds,
      double viewsSeconds,
      double sqlFirstSeconds,
      double sqlSeconds) {
    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          """
      %,d compacted trials
        which are done     %.2f s
        report --summary   %.2f s, as a process of its own %.2f s
        Spark's session    %.2f s, in a process of its own
        its views          %.2f s
        means, Spark SQL   %.2f s as the session's first query, %.2f s as its second\
      """,
          trials,
          idsSeconds,
          reportSeconds,
          reportProcessSeconds,
          sessionSeconds,
          viewsSeconds,
          sqlFirstSeconds,
          sqlSeconds);
    }
  }

  /** What JSON calls a benchmark's figures. */
  static String name(Record figures) {
    return figures.getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }

  static Trials trials(Path directory, int trials, double seconds, int slots) throws IOException {
    int configurations = trials % CONFIGURATIONS == 0 ? CONFIGURATIONS : 1;
    Path file = Files.createDirectories(directory).resolve("bench-sweep.yaml");
    Files.writeString(
        file,
        String.format(
            Locale.ROOT,
            """
        name: bench-sweep
        fixed: {model: none, seconds: %s}
        grid:
          task: [%s]
          method: [%s]
          rank: [%s]
          seed: [%s]
        """,
            seconds,
            configurations > 1 ? "a, b" : "a",
            configurations > 1
                ? SyntheticTrials.BASELINE + ", " + SyntheticTrials.SUBJECT
                : SyntheticTrials.BASELINE,
            configurations > 1 ? "2, 8" : "2",
            seeds(trials / configurations)));
    String[] run = {
      "run", file.toString(), "--out", directory.resolve("out").toString(), "--slots", "" + slots
    };
    heapPools().forEach(MemoryPoolMXBean::resetPeakUsage);
    long cpu = processCpuNanoseconds();
    double total = timed(() -> execute(new SleepingCatalogue(), run));
    double cpuSeconds = (processCpuNanoseconds() - cpu) * 1e-9;
    long heap = heapPools().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum();
    FreshProcess again = FreshProcess.of(SleepingProgram.class, directory, run);
    require(again.output().startsWith("Nothing to run: all "));
    double ideal = Math.ceil((double) trials / slots) * seconds;
    return new Trials(
        trials,
        seconds,
        slots,
        total,
        ideal,
        100 * (total / ideal - 1),
        trials / total,
        cpuSeconds / trials,
        heap,
        Runtime.getRuntime().maxMemory(),
        again.seconds());
  }

  static Plan plan(Path directory, int cells) throws IOException {
    String file = sweep(directory, cells).toString();
    double seconds = timed(() -> execute(new StandardCatalogue(), "plan", file));
    List<String> ids = expand(Path.of(file)).trials().stream().map(Trial::id).toList();
    String out = directory.resolve("out").toString();
    SyntheticTrials.commit(ResultStore.open(out, new Configuration()), ids);
    double done =
        timed(
            () ->
                require(
                    execute(new StandardCatalogue(), "plan", file, "--out", out)
                        .contains("done   " + ids.size())));
    return new Plan(ids.size(), seconds, done);
  }

  /** A sweep file with every axis that a sweep usually has, the seeds making up the number. */
  static Path sweep(Path directory, int cells) throws IOException {
    Path file = Files.createDirectories(directory).resolve("plan.yaml");
    int others = 2 * 2 * 5 * 5;
    return Files.writeString(
        file,
        String.format(
            Locale.ROOT,
            """
        name: plan
        fixed: {model: minilm, task: supersense, optimizer-steps: 80, alpha: 2 * rank, directions: 8,
          launch-step: 30}
        grid:
          batch-size: [16, 32]
          method: [lora, lora-dash]
          rank: [2, 4, 8, 16, 32]
          learning-rate: [1e-4, 3e-4, 1e-3, 2e-3, 4e-3]
          seed: [%s]
        """,
            seeds(Math.max(1, cells / others))));
  }

  static SweepFile expand(Path file) throws IOException {
    return SweepFile.read(file, new StandardCatalogue(), Locations.WORKING_DIRECTORY);
  }

  static Query query(Path directory, int trials) throws IOException {
    String out = directory.resolve("out").toString();
    ResultStore store = ResultStore.open(out, new Configuration());
    SyntheticTrials.commit(store, trials);
    double ids = timed(() -> require(store.snapshot().succeeded().size() == trials));
    String[] report = {"report", "--out", out, "--summary"};
    double reportSeconds =
        timed(
            () -> require(execute(new StandardCatalogue(), report).contains("lora-dash, rank 16")));
    FreshProcess reportProcess = FreshProcess.of(DashSweep.class, directory, report);
    require(reportProcess.output().contains("lora-dash, rank 16"));
    SqlProgram.Times sql =
        new JsonMapper()
            .readValue(
                FreshProcess.of(SqlProgram.class, directory, out).output(), SqlProgram.Times.class);
    require(sql.trials() == trials);
    return new Query(
        trials,
        ids,
        reportSeconds,
        reportProcess.seconds(),
        sql.sessionSeconds(),
        sql.viewsSeconds(),
        sql.firstSeconds(),
        sql.secondSeconds());
  }

  private static String seeds(int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(Integer::toString)
        .collect(Collectors.joining(","));
  }

  /** What measured. */
  static Map<String, Object> machine() {
    return new TreeMap<>(
        Map.of(
            "cores",
            Runtime.getRuntime().availableProcessors(),
            "heapLimitBytes",
            Runtime.getRuntime().maxMemory(),
            "architecture",
            System.getProperty("os.arch"),
            "system",
            System.getProperty("os.name") + " " + System.getProperty("os.version"),
            "java",
            System.getProperty("java.vm.name") + " " + System.getProperty("java.version")));
  }

  /** Runs a command that has to go well, and answers what it printed. */
  private static String execute(TrialCatalogue catalogue, String... arguments) {
    StringWriter output = new StringWriter();
    StringWriter errors = new StringWriter();
    CommandLine program = DashSweep.commandLine(catalogue);
    program.setOut(new PrintWriter(output)).setErr(new PrintWriter(errors));
    int exitCode = program.execute(arguments);
    if (exitCode != ExitCode.OK) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "dash-sweep %s ended with %d: %s",
              String.join(" ", arguments),
              exitCode,
              errors));
    }
    return output.toString();
  }

  private static void require(boolean condition) {
    if (!condition) {
      throw new IllegalStateException("what was measured did not do what it should");
    }
  }

  private interface Timed {
    void run() throws IOException;
  }

  private static double timed(Timed what) throws IOException {
    long start = System.nanoTime();
    what.run();
    return (System.nanoTime() - start) * 1e-9;
  }

  private static Stream<MemoryPoolMXBean> heapPools() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP);
  }

  static long processCpuNanoseconds() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getProcessCpuTime()
        : 0;
  }
}
