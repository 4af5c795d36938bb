package org.dashsweep.jobs.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.dashsweep.file.Json;
import org.dashsweep.jobs.console.HumanDuration;
import org.dashsweep.jobs.run.driver.SweepFile;
import org.dashsweep.jobs.run.driver.TrialLabels;
import org.dashsweep.jobs.run.protocol.TrialCatalogue;
import org.dashsweep.jobs.tables.TableSnapshot;
import org.dashsweep.jobs.tables.TrialRow;
import org.dashsweep.space.TrialConfig;
import org.dashsweep.sweep.Plan;
import org.dashsweep.sweep.Trial;
import org.dashsweep.trial.TrialStatus;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dash-sweep plan}: shows what a run would do. */
@Command(
    name = "plan",
    mixinStandardHelpOptions = true,
    description = {
      "Shows what a run of a sweep would do, without starting Spark: its cells, what is done, what"
          + " is left to do, and what that is expected to cost.",
      "",
      "Models, tokenizers, adapters and data are opened and held against the settings of every"
          + " cell. Whatever a trial would be refused for is named, with the cells that cannot run;"
          + " the plan of the others stays. A run refuses such a sweep.",
      "",
      "A model's config.json is enough for memory and cost: its weights may come later."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  dash-sweep plan sweeps/quickstart.yaml",
      "  dash-sweep plan sweeps/quickstart.yaml --out results --json",
      "  dash-sweep plan sweeps/quickstart.yaml --all",
      "  dash-sweep plan SPEC --models ~/.cache/huggingface/hub --data ~/data"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:every cell can run, or will when weights are there that its configuration waits for",
      "2:the command line or the sweep file is wrong, or at least one cell cannot run: a run would"
          + " end with 2 as well",
      "3:storage failed"
    })
final class PlanCommand implements Callable<Integer> {
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
      description = "Where earlier runs left their tables. Without it nothing counts as done.")
  private @Nullable String directory;

  @Option(
      names = "--all",
      description =
          "List every trial with its id. By default trials that differ in numbers alone are one"
              + " line, and only the first lines are shown.")
  private boolean all;

  @Option(names = "--json", description = "Print the whole plan as JSON.")
  private boolean json;

  @Mixin private LocationOptions locationOptions = new LocationOptions();

  @Mixin private HadoopOptions hadoopOptions = new HadoopOptions();

  PlanCommand(TrialCatalogue catalogue) {
    this.catalogue = catalogue;
  }

  @Override
  public Integer call() throws IOException {
    Configuration hadoop = hadoopOptions.configuration();
    PrintWriter progress = spec.commandLine().getErr();
    SweepFile sweep = SweepFile.read(file, catalogue, locationOptions.locations(hadoop, progress));
    Set<String> finished = new HashSet<>();
    Set<String> failed = new HashSet<>();
    if (directory != null) {
      TableSnapshot snapshot = OutputOption.open(directory, hadoop).survey();
      DamageLines.print(snapshot.damage(), progress);
      List<TrialRow> rows = sweep.withoutResult(snapshot);
      finished.addAll(sweep.finished(snapshot, rows));
      rows.stream()
          .filter(row -> row.status() == TrialStatus.FAILED)
          .forEach(row -> failed.add(row.trialId()));
    }
    Plan plan = Plan.of(sweep.trials(), finished, sweep.preflight()::expectedCoreSeconds);
    failed.retainAll(plan.remaining().stream().map(Trial::id).toList());
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(toJson(sweep, plan, failed).toPrettyString());
    } else {
      print(out, sweep, plan, failed);
    }
    out.flush();
    return sweep.unusable().stream().allMatch(SweepFile.Unusable::isAwaiting)
        ? ExitCode.OK
        : ExitCode.BAD_USAGE;
  }

  private void print(PrintWriter out, SweepFile sweep, Plan plan, Set<String> failed) {
    out.println("Sweep " + sweep.name());
    out.println("  cells  " + sweep.cells().size());
    out.println("  done   " + plan.finished().size());
    out.println(
        String.format(
            Locale.ROOT,
            "  to do  %d%s",
            plan.remaining().size() + sweep.unusable().size(),
            failed.isEmpty()
                ? ""
                : String.format(Locale.ROOT, ", of which %d failed before", failed.size())));
    List<SweepFile.Unusable> awaiting =
        sweep.unusable().stream().filter(SweepFile.Unusable::isAwaiting).toList();
    if (!plan.remaining().isEmpty() || !awaiting.isEmpty()) {
      printCost(out, cost(sweep, plan));
    }
    sweep.remarks().forEach(remark -> out.println("  note   " + remark));
    PlanListing listing =
        new PlanListing(sweep.labels(), all ? PlanListing.Extent.ALL : PlanListing.Extent.SHORT);
    List<SweepFile.Unusable> refused =
        sweep.unusable().stream().filter(one -> !one.isAwaiting()).toList();
    printCells(out, "cannot run here", refused, listing);
    printCells(out, "can run once weights are there", awaiting, listing);
    List<String> memory = memory(sweep, plan).lines();
    if (!memory.isEmpty()) {
      out.println();
      memory.forEach(line -> out.println("  " + line));
    }
    if (!plan.remaining().isEmpty()) {
      out.println();
      Set<String> remaining = plan.remaining().stream().map(Trial::id).collect(Collectors.toSet());
      listing.trials(
          sweep.trials().stream().filter(trial -> remaining.contains(trial.id())).toList(),
          failed,
          out::println);
    }
  }

  private static void printCells(
      PrintWriter out, String fate, List<SweepFile.Unusable> cells, PlanListing listing) {
    if (!cells.isEmpty()) {
      out.println();
      out.println(
          String.format(
              Locale.ROOT, "%d %s %s:", cells.size(), cells.size() == 1 ? "cell" : "cells", fate));
      listing.unusable(cells, out::println);
    }
  }

  /** Cells to run now and once their weights are there. */
  private static List<TrialConfig> ahead(SweepFile sweep, Plan plan) {
    return Stream.concat(plan.remaining().stream().map(Trial::config), awaiting(sweep)).toList();
  }

  private static Stream<TrialConfig> awaiting(SweepFile sweep) {
    return sweep.unusable().stream()
        .filter(SweepFile.Unusable::isAwaiting)
        .map(SweepFile.Unusable::config);
  }

  /** Expected seconds on one core. */
  private static double cost(SweepFile sweep, Plan plan) {
    return plan.remainingCost()
        + awaiting(sweep).mapToDouble(sweep.preflight()::expectedCoreSeconds).sum();
  }

  private static PlannedMemory memory(SweepFile sweep, Plan plan) {
    return PlannedMemory.of(ahead(sweep, plan), sweep.preflight());
  }

  private static void printCost(PrintWriter out, double coreSeconds) {
    int cores = Runtime.getRuntime().availableProcessors();
    out.println(
        String.format(
            Locale.ROOT,
            "  cost   about %s on one core, %s on this machine's %d",
            HumanDuration.of(seconds(coreSeconds)),
            HumanDuration.of(seconds(coreSeconds / cores)),
            cores));
  }

  private ObjectNode toJson(SweepFile sweep, Plan plan, Set<String> failed) {
    TrialLabels labels = sweep.labels();
    ObjectNode root = Json.MAPPER.createObjectNode();
    root.put("sweep", sweep.name());
    root.put("cells", sweep.cells().size());
    root.put("done", plan.finished().size());
    root.put("toDo", plan.remaining().size() + sweep.unusable().size());
    root.put("expectedCoreSeconds", cost(sweep, plan));
    ArrayNode memory = root.putArray("memory");
    for (PlannedMemory.Kind kind : memory(sweep, plan).kinds()) {
      memory
          .addObject()
          .put("label", kind.label())
          .put("peak", kind.estimate().peak())
          .put("gpuPeak", kind.estimate().gpuPeak())
          .setAll((ObjectNode) Json.MAPPER.valueToTree(kind.estimate()));
    }
    ArrayNode trials = root.putArray("trials");
    for (Trial trial : plan.remaining()) {
      trials
          .addObject()
          .put("id", trial.id())
          .put("label", labels.of(trial))
          .put("failedBefore", failed.contains(trial.id()))
          .put("expectedCoreSeconds", sweep.preflight().expectedCoreSeconds(trial.config()))
          .putPOJO("parameters", trial.config().values());
    }
    ArrayNode unusable = root.putArray("unusable");
    for (SweepFile.Unusable one : sweep.unusable()) {
      unusable
          .addObject()
          .put("label", labels.of(one.config()))
          .putPOJO("parameters", one.config().values())
          .set("problems", Json.MAPPER.valueToTree(one.problems()));
    }
    ArrayNode problems = root.putArray("problems");
    sweep.problems().forEach(problem -> problems.add(Json.MAPPER.valueToTree(problem)));
    sweep.remarks().forEach(root.putArray("remarks")::add);
    return root;
  }

  private static Duration seconds(double seconds) {
    return Duration.ofMillis(Math.round(seconds * 1000));
  }
}
