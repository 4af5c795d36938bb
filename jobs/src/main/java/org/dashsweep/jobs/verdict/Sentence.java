package org.dashsweep.jobs.verdict;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.dashsweep.jobs.grouping.ReportedMethodStates;
import org.dashsweep.jobs.statistics.CrossedMean;
import org.dashsweep.jobs.statistics.Interval;
import org.dashsweep.jobs.statistics.Power;
import org.dashsweep.space.TrialConfig;
import org.jspecify.annotations.Nullable;

/** The words that follow from the numbers of a comparison. */
record Sentence(
    Assessment of,
    Judgement judgement,
    double adjustedP,
    double adjustedEquivalenceP,
    int ratesTried) {
  private static final double LEVEL = 0.05;
  private static final int FEWEST_SEEDS = 3;

  String text() {
    String method = ReportedMethodStates.shown(of.method());
    String baseline = ReportedMethodStates.shown(of.baseline());
    String place = " on " + of.column().name() + at();
    if (of.difference() == null) {
      return String.format(
          Locale.ROOT,
          "%s against %s%s cannot be told: the %s of a trial is undefined.",
          method,
          baseline,
          place,
          of.column().metric().name());
    }
    return switch (judgement) {
      case BETTER ->
          String.format(
              Locale.ROOT, "%s is better than %s%s: %s.", method, baseline, place, numbers());
      case WORSE ->
          String.format(
              Locale.ROOT, "%s is worse than %s%s: %s.", method, baseline, place, numbers());
      case EQUAL ->
          String.format(
              Locale.ROOT,
              "%s and %s are equal within %s%s: %s.",
              method,
              baseline,
              plain(of.margin()),
              place,
              numbers());
      case OPEN ->
          String.format(
              Locale.ROOT,
              "%s against %s%s cannot be told yet: %s; %s.",
              method,
              baseline,
              place,
              numbers(),
              whatWouldTell());
    };
  }

  private String at() {
    List<String> parts = new ArrayList<>();
    if (of.basis() == Basis.BEST_RATE) {
      parts.add((ratesTried > 1 ? "each at its best rate" : "each at its own rate") + rates());
    }
    @Nullable String settings = of.settings();
    if (settings != null) {
      parts.add(settings);
    } else if (of.comparisons().size() > 1) {
      parts.add("mean over " + of.comparisons().size() + " settings");
    }
    return parts.isEmpty() ? "" : " (" + String.join(", ", parts) + ")";
  }

  /** The method's rate and the baseline's, if each is one. */
  private String rates() {
    @Nullable Double method = of.rate(Comparison.Pair::method);
    @Nullable Double baseline = of.rate(Comparison.Pair::baseline);
    return method == null || baseline == null
        ? ""
        : ": " + plain(method) + " and " + plain(baseline);
  }

  /** "+0.001, 95 % from −0.004 to +0.006 (5 seeds, 872 rows)". */
  private String numbers() {
    CrossedMean difference = Objects.requireNonNull(of.difference());
    String interval = of.interval().map(Sentence::interval).orElse(", without an interval");
    return String.format(
        Locale.ROOT,
        "%s %s%s (%s)",
        of.column().metric().name(),
        signed(difference.mean()),
        interval,
        sample(difference));
  }

  private static String interval(Interval interval) {
    return ", 95 % from " + signed(interval.low()) + " to " + signed(interval.high());
  }

  private String sample(CrossedMean difference) {
    String seeds = of.seeds() == 1 ? "1 seed" : of.seeds() + " seeds";
    if (difference.examples() == 0) {
      return seeds + " alone";
    }
    return String.format(
        Locale.ROOT,
        of.isIdentical()
            ? "%s, %,d %s, and not one answer differs: the interval is that of a share never seen"
            : "%s, %,d %s",
        seeds,
        difference.examples(),
        Pictures.unit(of.column()));
  }

  /**
   * Says what would settle an open comparison: a difference as large as the one that was seen, or
   * the margin where that is larger.
   */
  private String whatWouldTell() {
    if (of.seeds() == 1) {
      return String.format(
          Locale.ROOT, "one seed says nothing of others, run at least %d", FEWEST_SEEDS);
    }
    if (!of.isOverSeeds()) {
      return "all seeds have the same difference, which says nothing of its spread";
    }
    CrossedMean difference = Objects.requireNonNull(of.difference());
    double seen = Math.abs(difference.mean());
    boolean isSeen = seen > of.margin();
    String wanted =
        isSeen ? "a difference as large as this one" : "a difference of " + plain(of.margin());
    @Nullable Integer more = of.moreSeeds(isSeen ? seen : of.margin());
    String remedy;
    if (more == null) {
      remedy = "no number of seeds shows " + wanted + " on these rows, more rows would";
    } else if (more == 0) {
      remedy = "more seeds or rows would narrow the interval";
    } else {
      remedy =
          String.format(
              Locale.ROOT,
              "about %d more %s would show %s",
              more,
              more == 1 ? "seed" : "seeds",
              wanted);
    }
    return String.format(
        Locale.ROOT,
        "%sit could have shown %s; %s",
        corrected(),
        decimal(Power.minimumDetectable(difference)),
        remedy);
  }

  /** Names the claim that holds alone, but not among the table's comparisons. */
  private String corrected() {
    if (of.p() < LEVEL && adjustedP >= LEVEL) {
      return "beyond chance by itself, but not after the correction for the table's comparisons; ";
    }
    return of.equivalenceP() < LEVEL && adjustedEquivalenceP >= LEVEL
        ? "equal by itself, but not after the correction for the table's comparisons; "
        : "";
  }

  private static String signed(double value) {
    String text = decimal(value);
    return text.startsWith("−") ? text : "+" + text;
  }

  /** Three decimals, with a real minus sign; none before zero. */
  private static String decimal(double value) {
    String text = String.format(Locale.ROOT, "%.3f", value);
    return text.equals("-0.000") ? "0.000" : text.replace('-', '−');
  }

  private static String plain(double value) {
    return TrialConfig.show(value);
  }
}
