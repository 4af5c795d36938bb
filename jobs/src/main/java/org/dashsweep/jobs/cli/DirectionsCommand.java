package org.dashsweep.jobs.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.dashsweep.file.Json;
import org.dashsweep.jobs.console.TextTable;
import org.dashsweep.jobs.directions.Capture;
import org.dashsweep.jobs.directions.DirectionAnalysis;
import org.dashsweep.jobs.directions.Overlap;
import org.dashsweep.jobs.directions.RateShape;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code dash-sweep directions}: recorded directions against those of full fine-tuning. */
@Command(
    name = "directions",
    mixinStandardHelpOptions = true,
    description = {
      "Compares the directions of the trials in DIR that recorded change rates"
          + " (record-change-rates-every) with those of full fine-tuning of the same model, task"
          + " and rows. Of several, the best one is the truth, after its last update.",
      "",
      "Recall is the share of the true top 4 among the predicted top 8, strict recall the share of"
          + " matrices with all of them there, and accuracy the share of the predicted top 8 among"
          + " the true top 16. Overlaps are directions in the top 8 of two trials. All are means"
          + " over matrices; random is what a choice at random scores, smallest what the directions"
          + " of the smallest singular values score, which no training has to find.",
      "",
      "Places are those of the top 8 among the singular values, from 0 at the largest to 1 at the"
          + " smallest. The report draws all of it: dash-sweep report."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  dash-sweep directions --out results",
      "  dash-sweep directions --out results --json"
    })
final class DirectionsCommand implements Callable<Integer> {
  private static final int PERCENT = 100;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it calls call
  private CommandSpec spec;

  @Mixin private OutputOption output = new OutputOption();

  @Option(names = "--json", description = "Print the comparisons as JSON.")
  private boolean json;

  @Mixin private HadoopOptions hadoopOptions = new HadoopOptions();

  @Override
  public Integer call() throws IOException {
    DirectionAnalysis analysis =
        DirectionAnalysis.of(output.committed(output.existing(hadoopOptions.configuration())));
    if (analysis.trials() == 0) {
      throw new ParameterException(
          spec.commandLine(),
          "--out "
              + output
              + ": no trial there recorded change rates; run a sweep with"
              + " record-change-rates-every");
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(analysis));
    } else {
      print(analysis, out);
    }
    out.flush();
    return ExitCode.OK;
  }

  private static void print(DirectionAnalysis analysis, PrintWriter out) {
    captures(out, "By rank, after the last update", "", analysis.byRank());
    captures(out, "By layer, after the last update", "layer", analysis.byLayer());
    captures(out, "By module, after the last update", "module", analysis.byModule());
    captures(out, "By update", "update", analysis.byUpdate());
    shapes(out, analysis.shapes());
    overlaps(out, "Overlap between seeds, of 8", analysis.betweenSeeds());
    overlaps(out, "Overlap between tasks, of 8", analysis.betweenTasks());
    if (!analysis.withoutTruth().isEmpty()) {
      out.println(
          "Without full fine-tuning of the same model, task and rows: "
              + String.join(", ", analysis.withoutTruth()));
    }
  }

  private static void captures(
      PrintWriter out, String title, String group, List<Capture> captures) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        List.of(
            "model",
            "task",
            "method",
            "rank",
            group,
            "matrices",
            "recall",
            "random",
            "smallest",
            "strict",
            "random",
            "smallest",
            "accuracy",
            "random",
            "smallest"));
    for (Capture each : captures) {
      rows.add(
          List.of(
              each.model(),
              each.task(),
              each.method(),
              each.rank(),
              each.group(),
              Integer.toString(each.matrices()),
              percent(each.recall()),
              percent(each.randomRecall()),
              percent(each.smallestRecall()),
              percent(each.strictRecall()),
              percent(each.randomStrictRecall()),
              percent(each.smallestStrictRecall()),
              percent(each.accuracy()),
              percent(each.randomAccuracy()),
              percent(each.smallestAccuracy())));
    }
    table(out, title, rows);
  }

  private static void shapes(PrintWriter out, List<RateShape> shapes) {
    List<List<String>> places = new ArrayList<>();
    places.add(
        List.of(
            "model",
            "task",
            "method",
            "rank",
            "matrices",
            "lower quartile",
            "median",
            "upper quartile",
            "among 8 smallest",
            "random"));
    List<List<String>> few = new ArrayList<>();
    few.add(
        List.of(
            "model",
            "task",
            "method",
            "rank",
            "top 8 of all rates",
            "if equal",
            "largest / median"));
    for (RateShape each : shapes) {
      List<String> whose = List.of(each.model(), each.task(), each.method(), each.rank());
      places.add(
          row(
              whose,
              Integer.toString(each.matrices()),
              decimal(each.lowerQuartile()),
              decimal(each.median()),
              decimal(each.upperQuartile()),
              percent(each.amongSmallest()),
              percent(each.randomAmongSmallest())));
      few.add(
          row(
              whose,
              percent(each.shareOfTop()),
              percent(each.equalShareOfTop()),
              String.format(Locale.ROOT, "%.1f", each.aboveMedian())));
    }
    table(out, "Places among the singular values, after the last update", places);
    table(out, "How few: share of the sum of all change rates, after the last update", few);
  }

  private static List<String> row(List<String> first, String... further) {
    List<String> row = new ArrayList<>(first);
    row.addAll(List.of(further));
    return row;
  }

  private static String decimal(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  private static void overlaps(PrintWriter out, String title, List<Overlap> overlaps) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("model", "task", "method", "rank", "pairs", "shared", "random"));
    for (Overlap each : overlaps) {
      rows.add(
          List.of(
              each.model(),
              each.tasks(),
              each.method(),
              each.rank(),
              Integer.toString(each.pairs()),
              decimal(each.shared()),
              decimal(each.random())));
    }
    table(out, title, rows);
  }

  /** Prints nothing of a table that has nothing but its head. */
  private static void table(PrintWriter out, String title, List<List<String>> rows) {
    if (rows.size() > 1) {
      out.println(title);
      TextTable.lines(rows).forEach(line -> out.println("  " + line));
      out.println();
    }
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", PERCENT * share);
  }
}
