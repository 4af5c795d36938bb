package org.dashsweep.jobs.verdict;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.dashsweep.jobs.grouping.ReportColumn;
import org.dashsweep.jobs.grouping.ReportedMetric;
import org.dashsweep.jobs.statistics.CrossedMean;
import org.dashsweep.jobs.statistics.ExpectedBest;
import org.dashsweep.jobs.statistics.Interval;
import org.dashsweep.trial.ScheduleParameters;
import org.jspecify.annotations.Nullable;

/**
 * Learning rates that are chosen for each method and its other settings, by held-out training rows
 * and never by the rows that are reported.
 */
final class FairRates {
  /** The parameter that is chosen. */
  static final String RATE = ScheduleParameters.LEARNING_RATE.name();

  /** A method with all settings but its rate, and its trials by rate, of which there is one. */
  private record Candidates(
      ReportColumn column, String method, NavigableMap<Double, List<Measured>> byRate) {
    static Candidates of(NavigableMap<Double, List<Measured>> byRate) {
      Measured first = byRate.values().iterator().next().get(0);
      return new Candidates(first.column(), first.method(), byRate);
    }

    double lowest() {
      return byRate.keySet().iterator().next();
    }
  }

  /**
   * The choice for one method and its other settings.
   *
   * @param rate that was chosen, or that is the only one
   * @param tried how many there were
   */
  record Choice(double rate, int tried) {}

  private final Validation validation;
  private final SettingLabels labels;
  private final List<Candidates> candidates = new ArrayList<>();
  private final IdentityHashMap<Measured, Choice> choices = new IdentityHashMap<>();
  private final Set<String> refused = new HashSet<>();
  private final List<RateRow> rows = new ArrayList<>();

  private FairRates(Validation validation, SettingLabels labels) {
    this.validation = validation;
    this.labels = labels;
  }

  static FairRates of(List<Measured> all, Validation validation, SettingLabels labels) {
    FairRates rates = new FairRates(validation, labels);
    Map<List<Object>, NavigableMap<Double, List<Measured>>> groups = new LinkedHashMap<>();
    for (Measured each : all) {
      @Nullable Double rate = each.rate();
      if (rate != null) {
        groups
            .computeIfAbsent(
                List.of(
                    each.column(), each.method(), each.without(RATE), each.model(), each.data()),
                key -> new TreeMap<>())
            .computeIfAbsent(rate, key -> new ArrayList<>())
            .add(each);
      }
    }
    groups.values().forEach(byRate -> rates.candidates.add(Candidates.of(byRate)));
    rates.candidates.forEach(rates::choose);
    return rates;
  }

  /** The curves of the metric over the rate; one point for a method that has one. */
  List<RateRow> rows() {
    return List.copyOf(rows);
  }

  /** Methods of a column that have several rates and nothing to choose one by. */
  boolean isRefused(ReportColumn column, String method) {
    return refused.contains(column + "\n" + method);
  }

  /** Tells whether a value belongs to the chosen rate; one without a rate always does. */
  boolean isChosen(Measured each) {
    @Nullable Choice choice = choices.get(each);
    return choice == null ? each.rate() == null : Objects.equals(each.rate(), choice.rate());
  }

  /** The choice that a value took part in; empty for a method without rates. */
  Optional<Choice> choice(Measured each) {
    return Optional.ofNullable(choices.get(each));
  }

  private void choose(Candidates of) {
    int tried = of.byRate().size();
    @Nullable String judge = validation.metric(of.byRate().values());
    if (tried > 1 && judge == null) {
      refused.add(of.column() + "\n" + of.method());
    }
    Map<Double, Double> judged = judge == null ? Map.of() : judged(of, judge);
    double best =
        judged.entrySet().stream()
            .max(
                Map.Entry.<Double, Double>comparingByValue()
                    .thenComparing(Map.Entry.comparingByKey(Comparator.reverseOrder())))
            .map(Map.Entry::getKey)
            .orElseGet(of::lowest);
    if (tried == 1 || judge != null) {
      of.byRate()
          .values()
          .forEach(same -> same.forEach(each -> choices.put(each, new Choice(best, tried))));
    }
    addRows(of, judge, judged, best);
  }

  /** The mean by which rates are chosen, more is better; over the seeds that all rates have. */
  private Map<Double, Double> judged(Candidates of, String judge) {
    Set<String> shared = new HashSet<>(seeds(of.byRate().values().iterator().next()));
    of.byRate().values().forEach(same -> shared.retainAll(seeds(same)));
    double sign = new ReportedMetric(judge).lowerIsBetter() ? -1 : 1;
    Map<Double, Double> judged = new TreeMap<>();
    of.byRate()
        .forEach(
            (rate, same) -> {
              double mean =
                  mean(
                      same.stream()
                          .filter(
                              each ->
                                  shared.isEmpty() || shared.contains(String.valueOf(each.seed())))
                          .toList(),
                      judge);
              // A trial without a number is worse than any with one.
              judged.put(rate, Double.isNaN(mean) ? Double.NEGATIVE_INFINITY : sign * mean);
            });
    return judged;
  }

  private double mean(List<Measured> same, String judge) {
    return same.stream()
        .mapToDouble(each -> validation.value(each, judge))
        .average()
        .orElse(Double.NaN);
  }

  private static Set<String> seeds(List<Measured> same) {
    Set<String> seeds = new HashSet<>();
    same.forEach(each -> seeds.add(String.valueOf(each.seed())));
    return seeds;
  }

  private void addRows(
      Candidates of, @Nullable String judge, Map<Double, Double> judged, double best) {
    ReportedMetric metric = of.column().metric();
    @Nullable Double regret =
        judge == null || of.byRate().size() == 1 ? null : regret(of, judged, best);
    of.byRate()
        .forEach(
            (rate, same) -> {
              Measured first = same.get(0);
              @Nullable CrossedMean mean =
                  same.stream().allMatch(each -> Double.isFinite(each.value()))
                      ? SeedMeans.of(same)
                      : null;
              @Nullable Interval interval = mean == null ? null : mean.interval(0.95).orElse(null);
              rows.add(
                  new RateRow(
                      of.column().task(),
                      of.column().difference(),
                      metric.name(),
                      of.method(),
                      first.rank(),
                      labels.without(first, RATE),
                      rate,
                      same.size(),
                      mean == null ? Double.NaN : mean.mean(),
                      interval == null ? null : interval.low(),
                      interval == null ? null : interval.high(),
                      judge == null ? null : judge + " on validation rows",
                      judge == null ? null : mean(same, judge),
                      judge != null && rate == best,
                      of.byRate().size(),
                      regret));
            });
  }

  /** The expected loss by having tried one rate alone. */
  private static double regret(Candidates of, Map<Double, Double> judged, double best) {
    double sign = of.column().metric().lowerIsBetter() ? -1 : 1;
    double[] judges = new double[judged.size()];
    double[] values = new double[judged.size()];
    int at = 0;
    double ofBest = 0;
    for (Map.Entry<Double, List<Measured>> same : of.byRate().entrySet()) {
      double value =
          sign * same.getValue().stream().mapToDouble(Measured::value).average().orElse(Double.NaN);
      judges[at] = Objects.requireNonNull(judged.get(same.getKey()));
      values[at] = value;
      ofBest = same.getKey() == best ? value : ofBest;
      at++;
    }
    return ofBest - ExpectedBest.of(judges, values, 1);
  }
}
