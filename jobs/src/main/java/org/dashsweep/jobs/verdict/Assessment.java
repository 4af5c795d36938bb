package org.dashsweep.jobs.verdict;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.dashsweep.jobs.grouping.ReportColumn;
import org.dashsweep.jobs.statistics.CrossedMean;
import org.dashsweep.jobs.statistics.Interval;
import org.dashsweep.jobs.statistics.Power;
import org.jspecify.annotations.Nullable;

/**
 * A comparison of two methods before the other comparisons of its table are known.
 *
 * @param settings null for the mean over all of the comparisons
 * @param comparisons that the mean difference is over, all with the same seeds
 * @param difference null if a value is undefined
 */
record Assessment(
    ReportColumn column,
    String method,
    String baseline,
    Basis basis,
    @Nullable String settings,
    List<Comparison> comparisons,
    @Nullable CrossedMean difference,
    double margin) {
  private static final double CONFIDENCE = 0.95;
  private static final double LEVEL = 0.05;

  static Assessment of(
      ReportColumn column,
      Basis basis,
      @Nullable String settings,
      List<Comparison> comparisons,
      double margin) {
    Comparison.Pair first = comparisons.get(0).pairs().get(0);
    boolean defined = comparisons.stream().allMatch(Comparison::isDefined);
    return new Assessment(
        column,
        first.method().method(),
        first.baseline().method(),
        basis,
        settings,
        comparisons,
        defined ? Comparison.difference(comparisons) : null,
        margin);
  }

  /**
   * The comparisons whose p-values are corrected together. Those of a method with what it is built
   * on were planned, and are a family of their own.
   */
  List<Object> family() {
    return List.of(column, basis, settings == null, new MethodPair(method, baseline).isNatural());
  }

  /** NaN if the comparison says nothing. */
  double p() {
    return difference == null ? Double.NaN : difference.p();
  }

  /** NaN if the comparison says nothing of other seeds. */
  double equivalenceP() {
    return difference == null ? Double.NaN : difference.equivalenceP(margin);
  }

  Optional<Interval> interval() {
    return difference == null ? Optional.empty() : difference.interval(CONFIDENCE);
  }

  int seeds() {
    return comparisons.get(0).pairs().size();
  }

  /** One seed says nothing of others, however many examples there are. */
  boolean isOverSeeds() {
    return seeds() > 1 && difference != null && difference.hasSpread();
  }

  /** Tells whether answers are known and not one of them differs. */
  boolean isIdentical() {
    return comparisons.stream()
        .flatMap(each -> each.pairs().stream())
        .allMatch(Comparison.Pair::isIdentical);
  }

  double mean(Function<Comparison.Pair, Measured> side) {
    return pairs().mapToDouble(pair -> side.apply(pair).value()).average().orElse(Double.NaN);
  }

  private Stream<Comparison.Pair> pairs() {
    return comparisons.stream().flatMap(comparison -> comparison.pairs().stream());
  }

  /** The learning rate of one side if it is one. */
  @Nullable Double rate(Function<Comparison.Pair, Measured> side) {
    List<Double> rates =
        pairs().flatMap(pair -> Stream.ofNullable(side.apply(pair).rate())).distinct().toList();
    return rates.size() == 1 ? rates.get(0) : null;
  }

  /** The largest number of rates that one side's were chosen among. */
  @Nullable Integer tried(Function<Comparison.Pair, Measured> side, FairRates rates) {
    return basis == Basis.SAME_SETTINGS
        ? null
        : pairs()
            .flatMap(pair -> rates.choice(side.apply(pair)).stream())
            .map(FairRates.Choice::tried)
            .max(Integer::compare)
            .orElse(null);
  }

  Judgement judgement(double adjustedP, double adjustedEquivalenceP) {
    if (!isOverSeeds()) {
      return Judgement.OPEN;
    }
    if (adjustedEquivalenceP < LEVEL) {
      return Judgement.EQUAL;
    }
    if (adjustedP < LEVEL) {
      double mean = Objects.requireNonNull(difference).mean();
      return column.metric().isBetter(mean, 0) ? Judgement.BETTER : Judgement.WORSE;
    }
    return Judgement.OPEN;
  }

  /** Seeds beyond those there are that would show a difference; null if no number would. */
  @Nullable Integer moreSeeds(double wanted) {
    if (difference == null) {
      return null;
    }
    int enough = Power.seeds(difference, wanted).orElse(-1);
    return enough < 0 ? null : Math.max(0, enough - seeds());
  }

  VerdictRow row(double adjustedP, double adjustedEquivalenceP, FairRates rates) {
    @Nullable CrossedMean mean = difference;
    @Nullable CrossedMean spread = mean != null && mean.hasSpread() ? mean : null;
    @Nullable Interval interval = interval().orElse(null);
    Judgement judgement = judgement(adjustedP, adjustedEquivalenceP);
    List<String> ids = new ArrayList<>();
    pairs()
        .flatMap(pair -> Stream.of(pair.method(), pair.baseline()))
        .flatMap(side -> side.trialIds().stream())
        .distinct()
        .forEach(ids::add);
    return new VerdictRow(
        column.task(),
        column.difference(),
        column.metric().name(),
        column.metric().lowerIsBetter(),
        method,
        baseline,
        basis.toString(),
        settings,
        comparisons.size(),
        rate(Comparison.Pair::method),
        rate(Comparison.Pair::baseline),
        tried(Comparison.Pair::method, rates),
        tried(Comparison.Pair::baseline, rates),
        seeds(),
        mean == null ? 0 : mean.examples(),
        mean(Comparison.Pair::method),
        mean(Comparison.Pair::baseline),
        mean == null ? Double.NaN : mean.mean(),
        interval == null ? null : interval.low(),
        interval == null ? null : interval.high(),
        spread == null ? null : spread.standardError(),
        spread == null ? null : spread.degreesOfFreedom(),
        mean == null ? CrossedMean.Over.NOTHING.toString() : mean.over().toString(),
        number(p()),
        number(adjustedP),
        margin,
        number(equivalenceP()),
        number(adjustedEquivalenceP),
        spread == null ? null : number(Power.minimumDetectable(spread)),
        moreSeeds(margin),
        judgement.name(),
        new Sentence(this, judgement, adjustedP, adjustedEquivalenceP, tried(rates)).text(),
        ids);
  }

  /** The rates tried for the side with more of them. */
  private int tried(FairRates rates) {
    return Stream.of(tried(Comparison.Pair::method, rates), tried(Comparison.Pair::baseline, rates))
        .filter(Objects::nonNull)
        .mapToInt(each -> each)
        .max()
        .orElse(0);
  }

  private static @Nullable Double number(double value) {
    return Double.isNaN(value) ? null : value;
  }
}
