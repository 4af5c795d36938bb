package org.dashsweep.jobs.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.dashsweep.jobs.console.PathDisplay;
import org.dashsweep.jobs.run.driver.Lease;
import org.dashsweep.jobs.tables.ResultStore;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code dash-sweep status}: what an output directory says about its trials. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = {
      "Shows which trials in DIR are done, running or failed, and why those failed. Reads files"
          + " only, so it works while a run is under way and needs no Spark. With --follow it shows"
          + " what the terminal of the run shows, until the run ends; Ctrl-C leaves it."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  dash-sweep status --out results",
      "  dash-sweep status --out results --json",
      "  dash-sweep status --out s3a://bucket/results --follow --interval 10s"
    })
final class StatusCommand implements Callable<Integer> {
  /** The time that --follow waits for a run to start: a driver needs some seconds. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it calls call
  private CommandSpec spec;

  @Mixin private OutputOption output = new OutputOption();

  @Option(names = "--json", description = "Print the status as JSON.")
  private boolean json;

  @Option(names = "--follow", description = "Show the run that is under way until it ends.")
  private boolean follow;

  @Option(
      names = "--interval",
      paramLabel = "TIME",
      defaultValue = "5s",
      converter = DurationOption.class,
      description = "Time between two looks with --follow, such as ${DEFAULT-VALUE}.")
  private Duration interval = Duration.ofSeconds(5);

  @Option(
      names = "--stalled-after",
      paramLabel = "TIME",
      converter = DurationOption.class,
      description = {
        "A trial that has reported nothing for so long is shown as stalled. By default what the run"
            + " was given."
      })
  private @Nullable Duration stalledAfter;

  @Mixin private HadoopOptions hadoopOptions = new HadoopOptions();

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (follow) {
      follow();
      return ExitCode.OK;
    }
    ResultStore store = output.existing(hadoopOptions.configuration());
    PrintWriter out = spec.commandLine().getOut();
    Status status = Status.read(store, stalledAfter, Instant.now());
    if (json) {
      out.println(StatusJson.of(status).toPrettyString());
    } else if (status.isEmpty()) {
      out.println(notBegun(store));
    } else {
      StatusText.lines(status).forEach(out::println);
    }
    out.flush();
    DamageLines.print(status.damage(), spec.commandLine().getErr());
    return status.damage().isNone() ? ExitCode.OK : ExitCode.INFRASTRUCTURE;
  }

  private void follow() throws IOException, InterruptedException {
    if (interval.isZero()) {
      throw new ParameterException(spec.commandLine(), "--interval 0s: must be more than 0");
    }
    PrintWriter out = spec.commandLine().getOut();
    ResultStore store = output.open(hadoopOptions.configuration());
    if (!new FollowedRun(store, interval, stalledAfter, PATIENCE, Clock.systemUTC()).show(out)) {
      throw new ParameterException(
          spec.commandLine(),
          String.format(
              Locale.ROOT,
              "--out %s: no run has started there for %d s; check the name, or start one: dash-sweep run SPEC --out %s",
              output,
              PATIENCE.toSeconds(),
              output));
    }
    out.flush();
  }

  /** A run has started, and its driver has not written its state. */
  private static String notBegun(ResultStore store) throws IOException {
    return String.format(
        Locale.ROOT,
        Lease.isHeld(store, Instant.now())
            ? "A run is starting in %s: no trial has started"
            : "A run has started in %s and ended before its first trial: see its log",
        PathDisplay.of(store.directory()));
  }
}
