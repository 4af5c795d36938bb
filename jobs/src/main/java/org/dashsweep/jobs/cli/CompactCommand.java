package org.dashsweep.jobs.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.dashsweep.jobs.table.Compaction;
import org.dashsweep.jobs.table.ResultStore;
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
      "  dash-sweep compact --out s3a://bucket/results --grace 1h"
    })
final class CompactCommand implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it calls call
  private CommandSpec spec;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "Where runs left their tables.")
  @SuppressWarnings("NullAway.Init") // picocli sets it before it calls call
  private String directory;

  @Option(
      names = "--grace",
      paramLabel = "TIME",
      defaultValue = "24h",
      converter = DurationOption.class,
      description = {
        "How long files that no longer count are kept for those who are reading them: a number with"
            + " s, m, h or d. By default ${DEFAULT-VALUE}."
      })
  private Duration grace = Duration.ofDays(1);

  @Mixin private HadoopOptions hadoopOptions = new HadoopOptions();

  @Override
  public Integer call() throws IOException {
    ResultStore store = ResultStore.open(directory, hadoopOptions.configuration());
    if (store.snapshot().isEmpty()) {
      throw new ParameterException(
          spec.commandLine(),
          "--out %s: no trial is committed there; run a sweep first".formatted(directory));
    }
    Compaction.Outcome outcome =
        new Compaction(store, grace, Compaction.TRIALS_PER_PART, Clock.systemUTC()).run();
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        outcome.trials() == 0
            ? "Nothing to compact"
            : "Compacted %,d trials; %,d parts in all"
                .formatted(outcome.trials(), outcome.parts()));
    if (outcome.deletedFiles() > 0) {
      out.println("Deleted %,d files that no longer counted".formatted(outcome.deletedFiles()));
    }
    out.flush();
    return ExitCode.OK;
  }
}
