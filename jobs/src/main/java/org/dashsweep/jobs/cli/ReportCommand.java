package org.dashsweep.jobs.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.dashsweep.jobs.console.PathDisplay;
import org.dashsweep.jobs.report.ReportBuilder;
import org.dashsweep.jobs.report.ReportScope;
import org.dashsweep.jobs.report.Summary;
import org.dashsweep.jobs.report.SummaryText;
import org.dashsweep.jobs.run.driver.SweepFile;
import org.dashsweep.jobs.run.protocol.TrialCatalogue;
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
          + " browser, and its tables as .md, .tex and .csv. A run writes it as well when it ends."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  dash-sweep report --out results",
      "  dash-sweep report --out results --summary",
      "  dash-sweep report --out results --spec sweeps/quickstart.yaml --since 2026-01-01",
      "  dash-sweep report --out results --since 2026-01-01 --until 2026-02-01",
      "  dash-sweep report --out results --against results-of-last-month"
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

  @Option(
      names = "--margin",
      paramLabel = "DIFFERENCE",
      defaultValue = "0.01",
      description = {
        "Methods that differ by less count as equal, in the metric's unit. ${DEFAULT-VALUE} is one"
            + " point of accuracy."
      })
  private double margin;

  @Mixin private HadoopOptions hadoopOptions = new HadoopOptions();

  @Mixin private LocationOptions locationOptions = new LocationOptions();

  ReportCommand(TrialCatalogue catalogue) {
    this.catalogue = catalogue;
  }

  @Override
  public Integer call() throws IOException {
    ResultStore store = output.open(hadoopOptions.configuration());
    TableSnapshot snapshot = output.committed(store);
    PrintWriter out = spec.commandLine().getOut();
    if (summary) {
      refuseWithSummary("--spec", "--since", "--until", "--against", "--margin");
      SummaryText.lines(Summary.of(snapshot)).forEach(out::println);
      out.flush();
      return ExitCode.OK;
    }
    out.println("Report " + PathDisplay.of(ReportBuilder.write(store, scope(snapshot))));
    out.flush();
    return ExitCode.OK;
  }

  private void refuseWithSummary(String... options) {
    for (String option : options) {
      if (spec.commandLine().getParseResult().hasMatchedOption(option)) {
        throw new ParameterException(
            spec.commandLine(), option + ": has no effect with --summary, which is of all trials");
      }
    }
  }

  private ReportScope scope(TableSnapshot snapshot) throws IOException {
    if (!(margin > 0 && margin < Double.POSITIVE_INFINITY)) {
      throw new ParameterException(
          spec.commandLine(), "--margin " + margin + ": must be more than 0, such as 0.01");
    }
    ReportScope scope = ReportScope.union().withMargin(margin);
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
      List<TrialRow> others = OutputOption.open(against, hadoopOptions.configuration()).rows();
      if (others.isEmpty()) {
        throw new ParameterException(
            spec.commandLine(),
            String.format(Locale.ROOT, "--against %s: no trial is committed there", against));
      }
      scope = scope.against(against, others);
    }
    if (file != null) {
      SweepFile sweep =
          SweepFile.read(
              file,
              catalogue,
              locationOptions.locations(
                  hadoopOptions.configuration(), spec.commandLine().getErr()));
      Set<String> ids = sweep.trials().stream().map(Trial::id).collect(Collectors.toSet());
      Set<String> known = new HashSet<>(snapshot.succeeded());
      known.addAll(snapshot.failed());
      if (Collections.disjoint(ids, known)) {
        throw new ParameterException(
            spec.commandLine(),
            String.format(
                Locale.ROOT, "--spec %s: %s has none of its trials; run it first", file, output));
      }
      scope = scope.ofSweep(sweep.name(), ids);
    }
    return scope;
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
