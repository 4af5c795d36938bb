package org.dashsweep.jobs.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.dashsweep.jobs.analysis.result.AnalysedMetric;
import org.dashsweep.jobs.analysis.result.Analysis;
import org.dashsweep.jobs.analysis.result.Cost;
import org.dashsweep.jobs.analysis.result.CostCorrelationRow;
import org.dashsweep.jobs.analysis.result.CurveClusterRow;
import org.dashsweep.jobs.analysis.result.Finding;
import org.dashsweep.jobs.analysis.result.ImportanceRow;
import org.dashsweep.jobs.analysis.result.ImportanceRow.Part;
import org.dashsweep.jobs.analysis.result.ImportanceRow.Source;
import org.dashsweep.jobs.analysis.result.MarginalRow;
import org.dashsweep.jobs.analysis.result.MarginalRow.Estimate;
import org.dashsweep.jobs.analysis.result.ParetoRow;
import org.dashsweep.jobs.analysis.result.SurrogateRow;
import org.dashsweep.jobs.console.Counted;
import org.dashsweep.jobs.console.TextTable;
import org.jspecify.annotations.Nullable;

/** An analysis as text for a terminal: R² first, then importance, then sentences. */
final class AnalysisText {
  private static final String INDENT = "  ";

  /** Pairs shown beside the settings. */
  private static final int SHOWN_PAIRS = 5;

  /** Configurations shown of a front. */
  private static final int SHOWN_OF_FRONT = 4;

  private final Analysis analysis;
  private final List<String> lines = new ArrayList<>();

  AnalysisText(Analysis analysis) {
    this.analysis = analysis;
  }

  /** Returns the lines. */
  List<String> lines() {
    for (SurrogateRow surrogate : analysis.surrogates()) {
      metric(surrogate);
    }
    clusters();
    return lines;
  }

  private void metric(SurrogateRow surrogate) {
    AnalysedMetric metric = surrogate.analysed();
    lines.add(metric.title());
    say(forest(surrogate));
    say(design(surrogate));
    List<ImportanceRow> importance = importance(surrogate);
    if (!importance.isEmpty()) {
      table(importance);
      say(mattersMost(importance, metric));
      best(importance.get(0), surrogate);
    }
    costs(metric);
    lines.add("");
  }

  private void say(String sentence) {
    lines.add(INDENT + sentence);
  }

  private static String forest(SurrogateRow row) {
    return switch (row.finding()) {
      case PREDICTS -> "R² " + interval(row) + ": the settings predict held-out trials.";
      case NOTHING ->
          "R² "
              + interval(row)
              + ": the settings do not predict held-out trials, so that no importance of a forest is"
              + " given.";
      case TOO_FEW ->
          String.format(
              Locale.ROOT,
              "No R²: %s are too few for a forest, which needs 20.",
              Counted.trials(row.trials()));
      case CONSTANT ->
          String.format(
              Locale.ROOT, "No R²: all of %s have the same value.", Counted.trials(row.trials()));
    };
  }

  private static String interval(SurrogateRow row) {
    return number(row.rSquared()) + between(row.rSquaredLower(), row.rSquaredUpper());
  }

  private static String design(SurrogateRow row) {
    String settings =
        row.settings().isEmpty() ? "no setting varies" : String.join(", ", row.settings());
    if (row.settings().isEmpty()) {
      return Counted.trials(row.trials()) + "; " + settings + ".";
    }
    return row.seedsPerCell() == null
        ? String.format(
            Locale.ROOT,
            "%s; %s: not a full grid (%,d of %,d combinations, or not the same number of seeds each).",
            Counted.trials(row.trials()),
            settings,
            row.cells(),
            row.possibleCells())
        : String.format(
            Locale.ROOT,
            "%s; %s: a full grid of %,d combinations, %s each, so that shares are exact.",
            Counted.trials(row.trials()),
            settings,
            row.cells(),
            Counted.trials(row.seedsPerCell()));
  }

  /** The exact shares if there are some, or else the forest's, the largest first. */
  private List<ImportanceRow> importance(SurrogateRow surrogate) {
    Source source =
        surrogate.isFullGrid() && surrogate.finding() != Finding.CONSTANT
            ? Source.EXACT
            : Source.FOREST;
    return analysis.importance().stream()
        .filter(row -> row.analysed().equals(surrogate.analysed()) && row.source() == source)
        .sorted(
            Comparator.comparing(ImportanceRow::part)
                .thenComparing(Comparator.comparingDouble(ImportanceRow::importance).reversed()))
        .toList();
  }

  private void table(List<ImportanceRow> importance) {
    boolean exact = importance.get(0).source() == Source.EXACT;
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        exact
            ? List.of("share of variance", "exact", "p (F test)")
            : List.of("loss of R² when permuted", "forest", "95 %"));
    int pairs = 0;
    int leftOut = 0;
    for (ImportanceRow row : importance) {
      if (row.part() == Part.PAIR && ++pairs > SHOWN_PAIRS) {
        leftOut++;
        continue;
      }
      rows.add(
          List.of(
              name(row),
              number(row.importance()),
              exact ? pValue(row.pValue()) : range(row.lower(), row.upper())));
    }
    TextTable.lines(rows).forEach(line -> lines.add(INDENT + INDENT + line));
    if (leftOut > 0) {
      lines.add(String.format(Locale.ROOT, "    and %,d smaller pairs, in the table", leftOut));
    }
  }

  private static String name(ImportanceRow row) {
    return switch (row.part()) {
      case SETTING -> String.valueOf(row.setting());
      case PAIR -> row.setting() + " × " + row.otherSetting();
      case HIGHER -> "three settings and more together";
      case SEED -> "seed";
    };
  }

  private static String mattersMost(List<ImportanceRow> importance, AnalysedMetric metric) {
    ImportanceRow first = importance.get(0);
    boolean shown = first.source() == Source.EXACT ? isShown(first.pValue()) : isAbove(first);
    if (!shown) {
      return "No setting stands out from the noise between "
          + (first.source() == Source.EXACT ? "seeds." : "folds.");
    }
    String with =
        importance.stream()
            .filter(row -> row.part() == Part.PAIR)
            .filter(row -> row.source() == Source.EXACT ? isShown(row.pValue()) : isAbove(row))
            .filter(row -> isOf(first, row))
            .findFirst()
            .map(row -> ", and works together with " + other(first, row))
            .orElse("");
    return String.format(
        Locale.ROOT, "For %s, %s matters most%s.", metric.metric(), first.setting(), with);
  }

  private static boolean isOf(ImportanceRow setting, ImportanceRow pair) {
    String name = String.valueOf(setting.setting());
    return name.equals(pair.setting()) || name.equals(pair.otherSetting());
  }

  private static String other(ImportanceRow setting, ImportanceRow pair) {
    return String.valueOf(
        String.valueOf(setting.setting()).equals(pair.setting())
            ? pair.otherSetting()
            : pair.setting());
  }

  /** A single seed leaves nothing to test with: what is largest is said to be. */
  private static boolean isShown(@Nullable Double pValue) {
    return pValue == null || pValue < 0.05;
  }

  private static boolean isAbove(ImportanceRow row) {
    return row.lower() != null && row.lower() > 0;
  }

  /** The best value of the setting that matters most. */
  private void best(ImportanceRow first, SurrogateRow surrogate) {
    Estimate estimate = first.source() == Source.EXACT ? Estimate.MEAN : Estimate.FOREST;
    double sign = surrogate.analysed().lowerIsBetter() ? -1 : 1;
    analysis.marginals().stream()
        .filter(
            row ->
                row.analysed().equals(surrogate.analysed())
                    && row.estimate() == estimate
                    && row.setting().equals(first.setting()))
        .max(Comparator.comparingDouble(row -> sign * row.mean()))
        .ifPresent(row -> say(best(row)));
  }

  private static String best(MarginalRow row) {
    return String.format(
        Locale.ROOT,
        "Its best value is %s: %s %s%s over all else.",
        row.value(),
        row.estimate() == Estimate.MEAN ? "mean" : "predicted mean",
        number(row.mean()),
        between(row.lower(), row.upper()));
  }

  private void costs(AnalysedMetric metric) {
    for (CostCorrelationRow row : analysis.costCorrelations()) {
      if (row.analysed().equals(metric)) {
        say(
            String.format(
                Locale.ROOT,
                "Rank correlation of quality and %s: %s%s.",
                row.cost().title(),
                number(row.correlation()),
                between(row.lower(), row.upper())));
      }
    }
    for (Cost cost : Cost.values()) {
      List<ParetoRow> front =
          analysis.pareto().stream()
              .filter(row -> row.analysed().equals(metric) && row.cost() == cost && row.onFront())
              .toList();
      if (!front.isEmpty() && cost == Cost.TRAINABLE_PARAMETERS) {
        front(front);
      }
    }
  }

  private void front(List<ParetoRow> front) {
    int skipped = Math.max(0, front.size() - SHOWN_OF_FRONT);
    say(
        front.stream()
            .skip(skipped)
            .map(
                row ->
                    String.format(
                        Locale.ROOT,
                        "%s (%s at %,.0f)",
                        row.configuration(),
                        number(row.value()),
                        row.costValue()))
            .collect(
                Collectors.joining(
                    "; ",
                    "Best for its trainable parameters: ",
                    skipped == 0
                        ? "."
                        : String.format(Locale.ROOT, "; and %,d cheaper.", skipped))));
  }

  private void clusters() {
    SortedMap<String, List<CurveClusterRow>> byTask = new TreeMap<>();
    for (CurveClusterRow row : analysis.curveClusters()) {
      // The last point of each cluster.
      if (row.progress() == 1) {
        byTask
            .computeIfAbsent(
                row.task() + ", " + row.curve() + " by progress", key -> new ArrayList<>())
            .add(row);
      }
    }
    byTask.forEach(
        (title, clusters) ->
            lines.add(
                clusters.size() == 1
                    ? title + ": the learning curves form no clusters."
                    : clusters.stream()
                        .map(
                            row ->
                                Counted.trials(row.trials()) + " that end at " + number(row.mean()))
                        .collect(
                            Collectors.joining(
                                "; ",
                                String.format(
                                    Locale.ROOT,
                                    "%s: %d clusters of learning curves (silhouette %s): ",
                                    title,
                                    clusters.size(),
                                    number(clusters.get(0).silhouette())),
                                "."))));
  }

  private static String between(@Nullable Double lower, @Nullable Double upper) {
    return lower == null || upper == null
        ? ""
        : ", 95 % from " + number(lower) + " to " + number(upper);
  }

  private static String range(@Nullable Double lower, @Nullable Double upper) {
    return lower == null || upper == null ? "" : number(lower) + " to " + number(upper);
  }

  private static String pValue(@Nullable Double value) {
    if (value == null) {
      return "";
    }
    return value < 0.001 ? "< 0.001" : String.format(Locale.ROOT, "%.3f", value);
  }

  private static String number(@Nullable Double value) {
    return value == null ? "–" : String.format(Locale.ROOT, "%.3f", value);
  }
}
