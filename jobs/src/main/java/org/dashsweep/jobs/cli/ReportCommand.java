package org.dashsweep.jobs.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.BindException;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.dashsweep.jobs.console.PathDisplay;
import org.dashsweep.jobs.report.PaperTables;
import org.dashsweep.jobs.report.ReportBuilder;
import org.dashsweep.jobs.report.ReportScope;
import org.dashsweep.jobs.report.Summary;
import org.dashsweep.jobs.report.SummaryText;
import org.dashsweep.jobs.run.driver.SweepFile;
import org.dashsweep.jobs.run.protocol.TrialCatalogue;
import org.dashsweep.jobs.serve.ReportServer;
import org.dashsweep.jobs.tables.ResultStore;
import org.dashsweep.jobs.tables.TableSnapshot;
import org.dashsweep.jobs.tables.TrialRow;
import org.dashsweep.sweep.Trial;
import org.jspecify.annotations.Nullable;
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
          + " browser, and its tables as .md, .tex and .csv. A run writes it as well when it ends.",
      "",
      "With --serve it shows the report of a run that is under way to browsers of this machine,"
          + " with progress, time left, cost and failures, until Ctrl-C."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  dash-sweep report --out results",
      "  dash-sweep report --out results --summary",
      "  dash-sweep report --out results --spec sweeps/quickstart.yaml --since 2026-01-01",
      "  dash-sweep report --out results --since 2026-01-01 --until 2026-02-01",
      "  dash-sweep report --out results --against results-of-last-month",
      "  dash-sweep report --out results --serve",
      "  dash-sweep report --out results --paper"
    })
final class ReportCommand implements Callable<Integer> {
  private final TrialCatalogue catalogue;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it calls call
  private CommandSpec spec;

  @Mixin private OutputOption output = new OutputOption();

  @Option(
      names = "--summary",
      description = {
        "Only print the means over seeds, by configuration and data set. Fast for tables of any"
            + " size; writes nothing."
      })
  private boolean summary;

  @Option(
      names = "--spec",
      paramLabel = "SPEC",
      description = {
        "Only the trials of this sweep file, into DIR/report/NAME. By default all trials in DIR."
      })
  private @Nullable Path file;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = {
        "Adds a section on what changed since then, such as 2026-01-01 or 2026-01-01T12:00:00Z:"
            + " trials of one configuration with other values, versions, models or data."
      })
  private @Nullable String since;

  @Option(
      names = "--until",
      paramLabel = "TIME",
      description = {
        "Leaves out trials that finished then or later; with --since the section compares the two"
            + " dates."
      })
  private @Nullable String until;

  @Option(
      names = "--against",
      paramLabel = "OTHER",
      description = "Adds a section on what differs from the results in another directory.")
  private @Nullable String against;

  @Mixin private MarginOption margin = new MarginOption();

  @Option(
      names = "--serve",
      description = {
        "Serves the report to browsers of this machine and writes it anew when trials end. Nobody"
            + " else can reach it."
      })
  private boolean serve;

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "8642",
      description = "With --serve, the port: 0 for any that is free. By default ${DEFAULT-VALUE}.")
  private int port;

  @Option(
      names = "--paper",
      description = {
        "Writes the paper's tables instead: published, measured, interval and difference, as LaTeX"
            + " and Markdown, with the BibTeX of what they cite."
      })
  private boolean paper;

  @Mixin private HadoopOptions hadoopOptions = new HadoopOptions();

  @Mixin private LocationOptions locationOptions = new LocationOptions();

  ReportCommand(TrialCatalogue catalogue) {
    this.catalogue = catalogue;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    requireEffect();
    if (serve) {
      serve();
      return ExitCode.OK;
    }
    ResultStore store = output.existing(hadoopOptions.configuration());
    TableSnapshot snapshot = output.committed(store);
    PrintWriter out = spec.commandLine().getOut();
    if (summary) {
      SummaryText.lines(Summary.of(snapshot)).forEach(out::println);
    } else if (paper) {
      out.println("Paper " + PathDisplay.of(paper(store, scope(snapshot))));
    } else {
      out.println("Report " + PathDisplay.of(ReportBuilder.write(store, scope(snapshot))));
    }
    out.flush();
    return ExitCode.OK;
  }

  private org.apache.hadoop.fs.Path paper(ResultStore store, ReportScope scope) throws IOException {
    return PaperTables.write(store, scope)
        .orElseThrow(
            () ->
                new ParameterException(
                    spec.commandLine(),
                    String.format(
                        Locale.ROOT,
                        "--paper: %s keeps no published numbers; run a sweep there that names some with published:, as those of sweeps/paper do",
                        output)));
  }

  private void requireEffect() {
    if (summary) {
      refuse(
          "with --summary, which is of all trials",
          "--spec",
          "--since",
          "--until",
          "--against",
          "--margin",
          "--serve",
          "--paper");
    }
    if (serve) {
      refuse("with --serve", "--since", "--until", "--against", "--paper");
    } else {
      refuse("without --serve", "--port");
    }
    if (paper) {
      refuse("with --paper", "--since", "--against");
    }
  }

  private void serve() throws IOException, InterruptedException {
    ResultStore store = output.open(hadoopOptions.configuration());
    output.requireDirectory(store);
    ReportScope union = ReportScope.union().withMargin(margin.value());
    ReportScope scope = file == null ? union : ofSweep(union, sweep());
    PrintWriter out = spec.commandLine().getOut();
    try (ReportServer server =
        ReportServer.start(store, port, scope.page(), () -> ReportBuilder.write(store, scope))) {
      Thread end = new Thread(server::close, "end of serving");
      Runtime.getRuntime().addShutdownHook(end);
      out.println(
          String.format(
              Locale.ROOT,
              "The report of %s is at %s until Ctrl-C",
              PathDisplay.of(store.directory()),
              server.address()));
      out.flush();
      server.await();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          spec.commandLine(),
          String.format(Locale.ROOT, "--port %d: must be from 0 to 65535", port),
          e);
    } catch (SocketException e) {
      throw new ParameterException(
          spec.commandLine(),
          String.format(
              Locale.ROOT,
              e instanceof BindException
                  ? "--port %d: another program uses it; name another port, or 0 for any that is free"
                  : "--port %d: cannot be opened (" + e.getMessage() + "); name one above 1023",
              port),
          e);
    }
  }

  private void refuse(String why, String... options) {
    for (String option : options) {
      if (spec.commandLine().getParseResult().hasMatchedOption(option)) {
        throw new ParameterException(
            spec.commandLine(), String.format(Locale.ROOT, "%s: has no effect %s", option, why));
      }
    }
  }

  private ReportScope scope(TableSnapshot snapshot) throws IOException {
    ReportScope scope = ReportScope.union().withMargin(margin.value());
    if (since != null && against != null) {
      throw new ParameterException(
          spec.commandLine(),
          String.format(Locale.ROOT, "--since %s: give either this or --against", since));
    }
    if (since != null) {
      scope = scope.since(time("--since", since));
    }
    if (until != null) {
      Instant end = time("--until", until);
      if (since != null && !time("--since", since).isBefore(end)) {
        throw new ParameterException(
            spec.commandLine(),
            String.format(Locale.ROOT, "--until %s: must be after --since %s", until, since));
      }
      if (snapshot.rows().stream().noneMatch(row -> row.finishedAt().isBefore(end))) {
        throw new ParameterException(
            spec.commandLine(),
            String.format(Locale.ROOT, "--until %s: no trial finished before", until));
      }
      scope = scope.until(end);
    }
    if (against != null) {
      List<TrialRow> others =
          OutputOption.existing("--against", against, hadoopOptions.configuration(), spec).rows();
      if (others.isEmpty()) {
        throw new ParameterException(
            spec.commandLine(),
            String.format(Locale.ROOT, "--against %s: no trial is committed there", against));
      }
      scope = scope.against(against, others);
    }
    if (file != null) {
      SweepFile sweep = sweep();
      Set<String> known = new HashSet<>(snapshot.succeeded());
      known.addAll(snapshot.failed());
      if (sweep.trials().stream().map(Trial::id).noneMatch(known::contains)) {
        throw new ParameterException(
            spec.commandLine(),
            String.format(
                Locale.ROOT, "--spec %s: %s has none of its trials; run it first", file, output));
      }
      scope = ofSweep(scope, sweep);
    }
    return scope;
  }

  private SweepFile sweep() throws IOException {
    return SweepFile.read(
        Objects.requireNonNull(file),
        catalogue,
        locationOptions.locations(hadoopOptions.configuration(), spec.commandLine().getErr()));
  }

  private static ReportScope ofSweep(ReportScope scope, SweepFile sweep) {
    return scope.ofSweep(
        sweep.name(), sweep.trials().stream().map(Trial::id).collect(Collectors.toSet()));
  }

  private Instant time(String option, String text) {
    try {
      return text.contains("T")
          ? Instant.parse(text)
          : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
    } catch (DateTimeParseException e) {
      throw new ParameterException(
          spec.commandLine(),
          String.format(
              Locale.ROOT,
              "%s %s: is not a date such as 2026-01-01 or a time such as 2026-01-01T12:00:00Z",
              option,
              text),
          e);
    }
  }
}
