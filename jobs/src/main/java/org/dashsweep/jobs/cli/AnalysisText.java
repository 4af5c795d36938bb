package org.dashsweep.jobs.cli;

import java.util.ArrayList;
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
import org.dashsweep.jobs.analysis.result.ImportanceRow;
import org.dashsweep.jobs.analysis.result.ImportanceRow.Part;
import org.dashsweep.jobs.analysis.result.ImportanceRow.Source;
import org.dashsweep.jobs.analysis.result.ParetoRow;
import org.dashsweep.jobs.analysis.result.SettingsThatMatter;
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
    SettingsThatMatter settings = SettingsThatMatter.of(analysis, surrogate);
    if (!settings.importance().isEmpty()) {
      table(settings.importance());
      settings.sentences().forEach(this::say);
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
    return SettingsThatMatter.number(row.rSquared())
        + SettingsThatMatter.between(row.rSquaredLower(), row.rSquaredUpper());
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
              SettingsThatMatter.number(row.importance()),
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

  private void costs(AnalysedMetric metric) {
    for (CostCorrelationRow row : analysis.costCorrelations()) {
      if (row.analysed().equals(metric)) {
        say(
            String.format(
                Locale.ROOT,
                "Rank correlation of quality and %s: %s%s.",
                row.cost().title(),
                SettingsThatMatter.number(row.correlation()),
                SettingsThatMatter.between(row.lower(), row.upper())));
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
                        SettingsThatMatter.number(row.value()),
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
                                Counted.trials(row.trials())
                                    + " that end at "
                                    + SettingsThatMatter.number(row.mean()))
                        .collect(
                            Collectors.joining(
                                "; ",
                                String.format(
                                    Locale.ROOT,
                                    "%s: %d clusters of learning curves (silhouette %s): ",
                                    title,
                                    clusters.size(),
                                    SettingsThatMatter.number(clusters.get(0).silhouette())),
                                "."))));
  }

  private static String range(@Nullable Double lower, @Nullable Double upper) {
    return lower == null || upper == null
        ? ""
        : SettingsThatMatter.number(lower) + " to " + SettingsThatMatter.number(upper);
  }

  private static String pValue(@Nullable Double value) {
    if (value == null) {
      return "";
    }
    return value < 0.001 ? "< 0.001" : String.format(Locale.ROOT, "%.3f", value);
  }
}
