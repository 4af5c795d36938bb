package org.dashsweep.jobs.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.dashsweep.jobs.console.PathDisplay;
import org.dashsweep.jobs.tables.EventStore;
import org.dashsweep.jobs.tables.ParquetExport;
import org.dashsweep.jobs.tables.ResultStore;
import org.dashsweep.jobs.tables.TableCompaction;
import org.dashsweep.jobs.tables.TableSnapshot;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code dash-sweep compact}: few large files in place of many small ones. */
@Command(
    name = "compact",
    mixinStandardHelpOptions = true,
    description = {
      "Puts the rows of the trials in DIR that are done into few files, below DIR/compacted. Every"
          + " command reads both kinds, and so do the views that notebooks register.",
      "",
      "May be run at any time, also while a sweep runs: no reader sees a row twice or misses one."
          + " The small files are deleted by a later compaction, a grace period after they were"
          + " compacted."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  dash-sweep compact --out results",
      "  dash-sweep compact --out s3a://bucket/results --grace 1h",
      "  dash-sweep compact --out results --keep-events 30d",
      "  dash-sweep compact --out results --export for-pandas"
    })
final class CompactCommand implements Callable<Integer> {
  /** Readers of a large table take some minutes. */
  private static final Duration LEAST_GRACE = Duration.ofMinutes(5);

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it calls call
  private CommandSpec spec;

  @Mixin private OutputOption output = new OutputOption();

  @Option(
      names = "--grace",
      paramLabel = "TIME",
      defaultValue = "24h",
      converter = DurationOption.class,
      description = {
        "How long files that no longer count are kept for those who are reading them: a number with"
            + " s, m, h or d, at least 5m. By default ${DEFAULT-VALUE}."
      })
  private Duration grace = Duration.ofDays(1);

  @Option(
      names = "--keep-events",
      paramLabel = "TIME",
      converter = DurationOption.class,
      description = {
        "Deletes files of the table events that are older: a number with s, m, h or d, at least 5m."
            + " By default all are kept."
      })
  private @Nullable Duration keepEvents;

  @Option(
      names = "--export",
      paramLabel = "TO",
      description = {
        "Compacts nothing: writes the tables as they are now to TO/TABLE/rows.parquet, every row"
            + " once, for pandas, DuckDB and other readers of Parquet. TO is a path or URI that"
            + " holds no tables yet, and is none to run sweeps in."
      })
  private @Nullable String export;

  @Mixin private HadoopOptions hadoopOptions = new HadoopOptions();

  @Override
  public Integer call() throws IOException {
    requireTimeToRead("--grace", grace);
    requireTimeToRead("--keep-events", keepEvents);
    ResultStore store = output.existing(hadoopOptions.configuration());
    TableSnapshot snapshot = output.committed(store);
    if (export != null) {
      return export(snapshot, export);
    }
    TableCompaction.Outcome outcome =
        new TableCompaction(store, grace, TableCompaction.TRIALS_PER_PART, Clock.systemUTC()).run();
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        outcome.trials() == 0
            ? "Nothing to compact"
            : String.format(
                Locale.ROOT,
                "Compacted %,d trials; %,d parts in all",
                outcome.trials(),
                outcome.parts()));
    if (outcome.deletedFiles() > 0) {
      out.println(
          String.format(
              Locale.ROOT, "Deleted %,d files that no longer counted", outcome.deletedFiles()));
    }
    if (keepEvents != null) {
      int deleted = new EventStore(store).deleteBefore(Instant.now().minus(keepEvents));
      out.println(String.format(Locale.ROOT, "Deleted %,d files of events", deleted));
    }
    out.flush();
    return ExitCode.OK;
  }

  private void requireTimeToRead(String option, @Nullable Duration time) {
    if (time != null && time.compareTo(LEAST_GRACE) < 0) {
      throw new ParameterException(
          spec.commandLine(),
          String.format(
              Locale.ROOT,
              "%s %d s: must be at least 5m, for those who are reading the files",
              option,
              time.toSeconds()));
    }
  }

  private int export(TableSnapshot snapshot, String to) throws IOException {
    for (String option : List.of("--grace", "--keep-events")) {
      if (spec.commandLine().getParseResult().hasMatchedOption(option)) {
        throw new ParameterException(
            spec.commandLine(), option + ": has no effect with --export, which deletes nothing");
      }
    }
    ResultStore target = OutputOption.open(to, hadoopOptions.configuration());
    long trials = ParquetExport.write(snapshot, target);
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        String.format(
            Locale.ROOT,
            "Wrote the tables of %,d trials to %s",
            trials,
            PathDisplay.of(target.directory())));
    out.flush();
    return ExitCode.OK;
  }
}
