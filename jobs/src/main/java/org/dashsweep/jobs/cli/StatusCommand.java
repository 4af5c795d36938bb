package org.dashsweep.jobs.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.dashsweep.jobs.run.RunState;
import org.dashsweep.jobs.table.Outcome;
import org.dashsweep.jobs.table.ResultStore;
import org.dashsweep.jobs.table.TrialRow;
import org.dashsweep.trial.TrialStatus;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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
      "  dash-sweep status --out results", "  dash-sweep status --out results --json",
      "  dash-sweep status --out s3a://bucket/results --follow --interval 10s"
    })
final class StatusCommand implements Callable<Integer> {
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
      defaultValue = "5m",
      converter = DurationOption.class,
      description = {
        "A trial that has reported nothing for so long is shown as stalled. By default"
            + " ${DEFAULT-VALUE}."
      })
  private Duration stalledAfter = Duration.ofMinutes(5);

  @Override
  public Integer call() throws IOException, InterruptedException {
    ResultStore store = ResultStore.open(directory, new Configuration());
    if (follow) {
      new FollowedRun(store, interval, stalledAfter, Clock.systemUTC())
          .show(spec.commandLine().getOut());
      spec.commandLine().getOut().flush();
      return ExitCode.OK;
    }
    List<TrialRow> rows = store.rows();
    List<TrialRow> failed =
        rows.stream().filter(row -> row.status() == TrialStatus.FAILED).toList();
    Optional<RunState> state = RunState.read(store);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(toJson(rows, failed, state).toPrettyString());
    } else {
      print(out, store, rows, failed, state);
    }
    out.flush();
    return ExitCode.OK;
  }

  private static void print(
      PrintWriter out,
      ResultStore store,
      List<TrialRow> rows,
      List<TrialRow> failed,
      Optional<RunState> state) {
    if (rows.isEmpty() && state.isEmpty()) {
      out.println("Nothing has run in " + PathDisplay.of(store.directory()));
      return;
    }
    List<RunState.Running> running = running(state);
    out.println("done     " + (rows.size() - failed.size()));
    out.println("running  " + running.size());
    for (RunState.Running trial : running) {
      String steps =
          trial.totalSteps() == 0
              ? ""
              : ", step %d of %d".formatted(trial.step(), trial.totalSteps());
      out.println(
          "  %s  %s: %s%s on %s since %s"
              .formatted(
                  trial.trialId(),
                  trial.label(),
                  trial.phase().toLowerCase(Locale.ROOT),
                  steps,
                  trial.host(),
                  trial.startedAt()));
    }
    out.println("failed   " + failed.size());
    for (TrialRow row : failed) {
      Outcome.Failed outcome = (Outcome.Failed) row.outcome();
      out.println(
          "  %s  %s, %s: %s: %s"
              .formatted(
                  row.trialId(),
                  row.sweep(),
                  row.attempts() == 1 ? "1 attempt" : row.attempts() + " attempts",
                  outcome.failureClass(),
                  outcome.message()));
    }
    state.ifPresent(
        run -> {
          long missing = missing(rows, run);
          if (missing > 0 && !run.isAlive(Instant.now())) {
            out.println(
                "%d trials of sweep %s are not done: run it again to go on"
                    .formatted(missing, run.sweep()));
          }
        });
  }

  private static ObjectNode toJson(
      List<TrialRow> rows, List<TrialRow> failed, Optional<RunState> state) {
    JsonMapper mapper = new JsonMapper();
    ObjectNode root = mapper.createObjectNode();
    root.put("done", rows.size() - failed.size());
    ArrayNode runningTrials = root.putArray("running");
    running(state).forEach(trial -> runningTrials.add(mapper.valueToTree(trial)));
    ArrayNode failedTrials = root.putArray("failed");
    for (TrialRow row : failed) {
      Outcome.Failed outcome = (Outcome.Failed) row.outcome();
      failedTrials
          .addObject()
          .put("trialId", row.trialId())
          .put("sweep", row.sweep())
          .put("attempts", row.attempts())
          .put("failureClass", outcome.failureClass().name())
          .put("message", outcome.message())
          .put("finishedAt", row.finishedAt().toString())
          .putPOJO("parameters", row.parameters());
    }
    state.ifPresent(
        run ->
            root.putObject("latestRun")
                .put("sweep", run.sweep())
                .put("cells", run.trials().size())
                .put("notDone", missing(rows, run))
                .put("active", run.isAlive(Instant.now()))
                .put("updatedAt", run.updatedAt()));
    return root;
  }

  private static List<RunState.Running> running(Optional<RunState> state) {
    return state.filter(run -> run.isAlive(Instant.now())).map(RunState::running).orElse(List.of());
  }

  private static long missing(List<TrialRow> rows, RunState run) {
    Set<String> missing = new HashSet<>(run.trials());
    for (TrialRow row : rows) {
      if (row.status() == TrialStatus.SUCCEEDED) {
        missing.remove(row.trialId());
      }
    }
    return missing.size();
  }
}
