package org.dashsweep.jobs.benchmark;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.commons.io.FileUtils;
import org.apache.hadoop.fs.FileUtil;
import org.dashsweep.jobs.cli.ExitCode;
import org.dashsweep.jobs.cli.Logs;
import org.dashsweep.jobs.progress.ProgressTerminal;
import org.dashsweep.jobs.run.protocol.BuildInformation;
import org.dashsweep.jobs.storage.ScratchDirectory;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Measures what everything around the trials costs: {@code mvn -Pbench-sweep
 * -Dbench.arguments="..."}.
 */
@Command(
    name = "bench-sweep",
    mixinStandardHelpOptions = true,
    description = {
      "Measures sweeps without models: trials that sleep and commit rows as real ones do, through"
          + " the command run, its report and a second run, as a process of its own, that finds"
          + " nothing to do; planning, before and after; the means of many compacted trials, by"
          + " processes of their own; and what the driver holds of trials and takes in of events.",
      "",
      "Without --trials, --plan, --query and --events it runs 500 trials."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  mvn -Pbench-sweep -Dbench.arguments='--trials 10000 --seconds 1 --slots 16'",
      "  mvn -Pbench-sweep -Dbench.arguments='--plan 100000 --query 100000 --events 100000 --json'"
    })
final class BenchSweepCommand implements Callable<Integer> {
  private static final int DEFAULT_TRIALS = 500;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it calls call
  private CommandSpec spec;

  @Option(names = "--trials", paramLabel = "N", description = "Run so many trials.")
  private @Nullable Integer trials;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "1",
      description = "How long each of them sleeps; by default ${DEFAULT-VALUE}.")
  private double seconds = 1;

  @Option(
      names = "--slots",
      paramLabel = "N",
      defaultValue = "16",
      description = {
        "Trials at once; by default ${DEFAULT-VALUE}, whatever the cores, since these trials only"
            + " sleep. local[*], by contrast, has one slot for each core."
      })
  private int slots = 1;

  @Option(names = "--plan", paramLabel = "N", description = "Plan a sweep of so many cells.")
  private @Nullable Integer plan;

  @Option(
      names = "--query",
      paramLabel = "N",
      description = "Ask for the means of so many compacted trials.")
  private @Nullable Integer query;

  @Option(
      names = "--events",
      paramLabel = "N",
      description = {
        "Hold so many trials as the driver of a run does, and take in events: two of each trial at"
            + " 10,000 a second, then ten of each as fast as they come."
      })
  private @Nullable Integer events;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = {
        "A directory of this machine to write to and to keep: a new or an empty one. By default a"
            + " temporary one, which is deleted."
      })
  private @Nullable Path directory;

  @Option(names = "--json", description = "Print the figures as JSON.")
  private boolean json;

  /** Measures and ends the JVM. */
  public static void main(String[] arguments) {
    Logs.silence();
    System.exit(ProgressTerminal.execute(new CommandLine(new BenchSweepCommand()), arguments));
  }

  @Override
  public Integer call() throws IOException {
    requirePositive("--trials", trials);
    requirePositive("--slots", slots);
    requirePositive("--plan", plan);
    requirePositive("--query", query);
    requirePositive("--events", events);
    if (!(seconds > 0 && seconds <= 86_400)) {
      throw new ParameterException(
          spec.commandLine(),
          String.format(Locale.ROOT, "--seconds %s: must be above 0, at most 86400", seconds));
    }
    if (directory != null) {
      if (FileUtils.isDirectory(directory.toFile())
          && !FileUtils.isEmptyDirectory(directory.toFile())) {
        throw new ParameterException(
            spec.commandLine(),
            String.format(
                Locale.ROOT,
                "--out %s: is not empty; what lies there would be measured, too",
                directory));
      }
      return measure(Files.createDirectories(directory));
    }
    Path temporary = ScratchDirectory.create("bench-");
    try {
      return measure(temporary);
    } finally {
      FileUtil.fullyDelete(temporary.toFile());
    }
  }

  private int measure(Path out) throws IOException {
    List<Record> figures = new ArrayList<>();
    if (plan != null) {
      figures.add(SweepBenchmarks.plan(out.resolve("plan"), plan));
    }
    if (trials != null || (plan == null && query == null && events == null)) {
      int count = trials == null ? DEFAULT_TRIALS : trials;
      figures.add(SweepBenchmarks.trials(out.resolve("trials"), count, seconds, slots));
    }
    if (query != null) {
      figures.add(SweepBenchmarks.query(out.resolve("query"), query));
    }
    if (events != null) {
      figures.add(EventBenchmark.measure(out.resolve("events"), events));
    }
    PrintWriter writer = spec.commandLine().getOut();
    if (json) {
      JsonMapper mapper = new JsonMapper();
      ObjectNode root = mapper.createObjectNode();
      figures.forEach(figure -> root.set(SweepBenchmarks.name(figure), mapper.valueToTree(figure)));
      root.put("dashSweep", BuildInformation.program());
      root.set("machine", mapper.valueToTree(SweepBenchmarks.machine()));
      writer.println(root.toPrettyString());
    } else {
      figures.forEach(writer::println);
    }
    writer.flush();
    return ExitCode.OK;
  }

  private void requirePositive(String option, @Nullable Integer value) {
    if (value != null && value < 1) {
      throw new ParameterException(
          spec.commandLine(),
          String.format(Locale.ROOT, "%s %d: must be at least 1", option, value));
    }
  }
}
