package org.dashsweep.benchmark;

import java.util.List;
import java.util.Locale;
import java.util.function.IntToLongFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.dashsweep.adapter.AdapterFigures;
import org.dashsweep.train.PhaseSeconds;
import org.dashsweep.train.StepRecord;
import org.jspecify.annotations.Nullable;

/**
 * Turns the measured steps of the ways to train into rates.
 *
 * @param workers at least one, each with a contestant of every entry
 */
record MeasurementSummary<M>(
    BenchmarkSettings settings,
    Contest<M> contest,
    List<BenchmarkWorker<M>> workers,
    Contest.Findings findings) {
  /** Sums up the concurrent trials of one way to train. */
  BenchmarkReport.Measurement measurement(int index) {
    Contest.Entry entry = contest.entries().get(index);
    AdapterFigures figures = entry.method().figures();
    return new BenchmarkReport.Measurement(
        entry.method().name(),
        figures.rank(),
        figures.alpha(),
        figures.dropout(),
        figures.directions(),
        entry.layout().toString(),
        entry.activations() == null ? null : entry.activations().name().toLowerCase(Locale.ROOT),
        contestants(index).get(0).adapterParameters(),
        rate(index),
        rate(index, overSteps(contest::paddedTokens)),
        StepTimes.of(seconds(index)),
        perStep(index, PhaseSeconds::forward),
        perStep(index, PhaseSeconds::backward),
        perStep(index, PhaseSeconds::update),
        steps(index).stream().mapToDouble(StepRecord::loss).average().orElseThrow(),
        operations(entry, index),
        findings.memory().isEmpty() ? null : findings.memory().get(index));
  }

  BenchmarkReport.Comparison compare(Contest.Pair pair) {
    List<Double> first = seconds(pair.of());
    List<Double> second = seconds(pair.with());
    List<Double> ratios =
        IntStream.range(0, first.size()).mapToObj(i -> first.get(i) / second.get(i)).toList();
    return new BenchmarkReport.Comparison(
        pair.of(),
        pair.with(),
        StepTimes.of(first).percentile50() / StepTimes.of(second).percentile50(),
        StepTimes.of(ratios).percentile50(),
        rate(pair.of()) / rate(pair.with()));
  }

  private BenchmarkReport.@Nullable Operations operations(Contest.Entry entry, int index) {
    Contest.@Nullable Operations operations = findings.operations();
    if (operations == null) {
      return null;
    }
    long all = overSteps(step -> operations.ofStep().applyAsLong(entry, step));
    return BenchmarkReport.Operations.of(
        all / (double) settings.steps(), rate(index, all), operations.peak());
  }

  private List<Contestant<M>> contestants(int index) {
    return workers.stream().map(worker -> worker.contestants().get(index)).toList();
  }

  /** Returns the steps of all concurrent trials, one trial after the other. */
  private List<StepRecord> steps(int index) {
    return contestants(index).stream().flatMap(one -> one.measured().stream()).toList();
  }

  private List<Double> seconds(int index) {
    return steps(index).stream().map(StepRecord::seconds).toList();
  }

  /** The sum over the measured steps. */
  private long overSteps(IntToLongFunction amount) {
    return IntStream.rangeClosed(settings.warmUpSteps() + 1, settings.allSteps())
        .mapToLong(amount)
        .sum();
  }

  /** Real tokens a second. */
  private double rate(int index) {
    return rate(index, overSteps(contest::tokens));
  }

  /**
   * Returns the amount that the concurrent trials do in a second together, each of them the same.
   */
  private double rate(int index, long amount) {
    return contestants(index).stream()
        .mapToDouble(one -> amount / one.measured().stream().mapToDouble(StepRecord::seconds).sum())
        .sum();
  }

  private double perStep(int index, ToDoubleFunction<PhaseSeconds> phase) {
    return contestants(index).stream()
            .mapToDouble(one -> phase.applyAsDouble(one.phases()))
            .average()
            .orElseThrow()
        / settings.steps();
  }
}
