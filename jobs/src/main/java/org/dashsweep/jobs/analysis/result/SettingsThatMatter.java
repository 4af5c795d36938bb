package org.dashsweep.jobs.analysis.result;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.dashsweep.jobs.analysis.result.ImportanceRow.Part;
import org.dashsweep.jobs.analysis.result.ImportanceRow.Source;
import org.dashsweep.jobs.analysis.result.MarginalRow.Estimate;
import org.jspecify.annotations.Nullable;

/**
 * The settings that matter for one metric, in the order of their importance, and in words.
 *
 * @param importance exact shares if there are some, or else the forest's; settings first, each part
 *     from the largest; empty if nothing is known
 * @param sentences which setting matters most, at which value, and which others matter
 */
public record SettingsThatMatter(List<ImportanceRow> importance, List<String> sentences) {
  private static final double LEVEL = 0.05;

  public SettingsThatMatter {
    importance = List.copyOf(importance);
    sentences = List.copyOf(sentences);
  }

  /** Returns what an analysis says of one metric. */
  public static SettingsThatMatter of(Analysis analysis, SurrogateRow surrogate) {
    Source source =
        surrogate.isFullGrid() && surrogate.finding() != Finding.CONSTANT
            ? Source.EXACT
            : Source.FOREST;
    List<ImportanceRow> importance =
        analysis.importance().stream()
            .filter(row -> row.analysed().equals(surrogate.analysed()) && row.source() == source)
            .sorted(
                Comparator.comparing(ImportanceRow::part)
                    .thenComparing(
                        Comparator.comparingDouble(ImportanceRow::importance).reversed()))
            .toList();
    return new SettingsThatMatter(
        importance, importance.isEmpty() ? List.of() : sentences(analysis, surrogate, importance));
  }

  private static List<String> sentences(
      Analysis analysis, SurrogateRow surrogate, List<ImportanceRow> importance) {
    List<ImportanceRow> matter =
        importance.stream().filter(row -> row.part() == Part.SETTING && isShown(row)).toList();
    if (matter.isEmpty()) {
      return List.of(
          "No setting stands out from the noise between "
              + (importance.get(0).source() == Source.EXACT ? "seeds." : "folds."));
    }
    List<String> sentences = new ArrayList<>();
    ImportanceRow first = matter.get(0);
    sentences.add(
        String.format(
            Locale.ROOT,
            "For %s, %s matters most (%s)%s.",
            surrogate.analysed().metric(),
            first.setting(),
            weight(first),
            partner(first, importance)));
    best(analysis, surrogate, first).ifPresent(sentences::add);
    sentences.add(others(matter, importance));
    return sentences;
  }

  /** The settings behind the first, and those that nothing is known to hang on. */
  private static String others(List<ImportanceRow> matter, List<ImportanceRow> importance) {
    List<String> next =
        matter.stream().skip(1).map(row -> row.setting() + " (" + weight(row) + ")").toList();
    List<String> nothing =
        importance.stream()
            .filter(row -> row.part() == Part.SETTING && !isShown(row))
            .map(row -> String.valueOf(row.setting()))
            .toList();
    List<String> parts = new ArrayList<>();
    if (!next.isEmpty()) {
      parts.add("Next: " + String.join(", ", next) + ".");
    }
    if (!nothing.isEmpty()) {
      parts.add("Not beyond noise: " + String.join(", ", nothing) + ".");
    }
    return parts.isEmpty() ? "No other setting varies." : String.join(" ", parts);
  }

  private static String weight(ImportanceRow row) {
    return row.source() == Source.EXACT
        ? String.format(Locale.ROOT, "%.0f %% of the variance", 100 * row.importance())
        : "permuted, R² falls by " + String.format(Locale.ROOT, "%.2f", row.importance());
  }

  /** ", and works together with rank" if the pair is beyond noise. */
  private static String partner(ImportanceRow first, List<ImportanceRow> importance) {
    String name = String.valueOf(first.setting());
    return importance.stream()
        .filter(row -> row.part() == Part.PAIR && isShown(row))
        .filter(row -> name.equals(row.setting()) || name.equals(row.otherSetting()))
        .findFirst()
        .map(
            row ->
                ", and works together with "
                    + (name.equals(row.setting()) ? row.otherSetting() : row.setting()))
        .orElse("");
  }

  /** A single seed leaves no p-value to test with: what is largest is said to be. */
  private static boolean isShown(ImportanceRow row) {
    return row.source() == Source.EXACT
        ? row.pValue() == null || row.pValue() < LEVEL
        : row.lower() != null && row.lower() > 0;
  }

  /** The best value of the setting that matters most. */
  private static Optional<String> best(
      Analysis analysis, SurrogateRow surrogate, ImportanceRow first) {
    Estimate estimate = first.source() == Source.EXACT ? Estimate.MEAN : Estimate.FOREST;
    double sign = surrogate.analysed().lowerIsBetter() ? -1 : 1;
    return analysis.marginals().stream()
        .filter(
            row ->
                row.analysed().equals(surrogate.analysed())
                    && row.estimate() == estimate
                    && row.setting().equals(first.setting()))
        .max(Comparator.comparingDouble(row -> sign * row.mean()))
        .map(
            row ->
                String.format(
                    Locale.ROOT,
                    "Its best value is %s: %s %s%s over all else.",
                    row.value(),
                    row.estimate() == Estimate.MEAN ? "mean" : "predicted mean",
                    number(row.mean()),
                    between(row.lower(), row.upper())));
  }

  /** ", 95 % from 0.1 to 0.2", or nothing without an interval. */
  public static String between(@Nullable Double lower, @Nullable Double upper) {
    return lower == null || upper == null
        ? ""
        : ", 95 % from " + number(lower) + " to " + number(upper);
  }

  /** Returns a number with three decimals; a dash for none. */
  public static String number(@Nullable Double value) {
    return value == null ? "–" : String.format(Locale.ROOT, "%.3f", value);
  }
}
