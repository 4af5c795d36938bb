package org.dashsweep.benchmark;

import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.dashsweep.adapter.AdapterFigures;
import org.dashsweep.model.EncoderConfig;
import org.dashsweep.train.PhaseSeconds;

/**
 * Turns the measured steps of a method into rates.
 *
 * @param batches what every layout was measured on
 */
record MeasurementSummary(
    BenchmarkSettings settings,
    EncoderConfig config,
    StepBatches batches,
    BenchmarkReport.Peak peak) {
  /**
   * Sums up one method on one layout.
   *
   * @param contestants its concurrent trials
   */
  BenchmarkReport.Measurement of(
      EncoderContestant.Entry entry, List<EncoderContestant> contestants) {
    double operationsPerStep =
        overSteps(step -> operations(entry, step)) / (double) settings.steps();
    double operationsPerSecond = rate(contestants, overSteps(step -> operations(entry, step)));
    AdapterFigures figures = entry.method().figures();
    return new BenchmarkReport.Measurement(
        entry.method().name(),
        figures.rank(),
        figures.alpha(),
        figures.dropout(),
        figures.directions(),
        entry.layout().toString(),
        contestants.get(0).adapterParameters(),
        rate(contestants, overSteps(batches::tokens)),
        rate(contestants, overSteps(batches::paddedTokens)),
        StepTimes.of(
            contestants.stream().flatMap(contestant -> contestant.seconds().stream()).toList()),
        perStep(contestants, PhaseSeconds::forward),
        perStep(contestants, PhaseSeconds::backward),
        perStep(contestants, PhaseSeconds::update),
        operationsPerStep,
        operationsPerSecond,
        operationsPerSecond / peak.frameworkDefault().operationsPerSecond(),
        operationsPerSecond / peak.fastest().operationsPerSecond());
  }

  private long operations(EncoderContestant.Entry entry, int step) {
    return StepOperations.of(
        config, entry.method(), batches.labels().outputs(), batches.lengths(step, entry.layout()));
  }

  /** The sum over the measured steps. */
  private long overSteps(ToLongFunction<Integer> amount) {
    return IntStream.rangeClosed(1, settings.steps())
        .mapToLong(step -> amount.applyAsLong(settings.warmUpSteps() + step))
        .sum();
  }

  /** What the concurrent trials do in a second together, each of them the same amount. */
  private static double rate(List<EncoderContestant> contestants, long amount) {
    return contestants.stream()
        .mapToDouble(
            contestant ->
                amount / contestant.seconds().stream().mapToDouble(Double::doubleValue).sum())
        .sum();
  }

  private double perStep(
      List<EncoderContestant> contestants, ToDoubleFunction<PhaseSeconds> phase) {
    return contestants.stream()
            .mapToDouble(contestant -> phase.applyAsDouble(contestant.phases()))
            .average()
            .orElseThrow()
        / settings.steps();
  }
}
