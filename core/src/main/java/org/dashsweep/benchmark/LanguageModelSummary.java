package org.dashsweep.benchmark;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.dashsweep.adapter.AdapterFigures;
import org.dashsweep.train.StepRecord;
import org.jspecify.annotations.Nullable;

/** Puts the measured steps of a language model's trainings into figures. */
final class LanguageModelSummary {
  private final LanguageModelSettings settings;
  private final PromptBatches batches;
  private final List<LanguageModelContestant.Entry> entries;
  private final List<List<StepRecord>> steps;

  LanguageModelSummary(
      LanguageModelSettings settings,
      PromptBatches batches,
      List<LanguageModelContestant.Entry> entries,
      List<LanguageModelContestant> contestants) {
    this.settings = settings;
    this.batches = batches;
    this.entries = entries;
    this.steps = contestants.stream().map(LanguageModelContestant::measured).toList();
  }

  LanguageModelReport.Run run(int vocabulary) {
    LanguageModelSettings.Shape shape = settings.shape();
    return new LanguageModelReport.Run(
        shape.width(),
        shape.layers(),
        shape.heads(),
        shape.intermediate(),
        vocabulary,
        settings.batchSize(),
        settings.cutoff(),
        tokens(batches::tokens) / settings.steps(),
        tokens(batches::paddedTokens) / settings.steps(),
        settings.adapters().dropout(),
        settings.steps(),
        settings.warmUpSteps(),
        settings.computing().threads(),
        settings.computing().basePrecision().toString(),
        settings.computing().device().toString());
  }

  LanguageModelReport.Training training(int index, @Nullable PeakMemory memory) {
    LanguageModelContestant.Entry entry = entries.get(index);
    AdapterFigures figures = entry.method().figures();
    return new LanguageModelReport.Training(
        entry.method().name(),
        Objects.requireNonNull(figures.rank()),
        figures.directions(),
        entry.layout().toString(),
        entry.activations().name().toLowerCase(Locale.ROOT),
        rate(index),
        StepTimes.of(seconds(index)),
        steps.get(index).stream().mapToDouble(StepRecord::loss).average().orElseThrow(),
        memory);
  }

  LanguageModelReport.Comparison compare(int of, int with) {
    List<Double> first = seconds(of);
    List<Double> second = seconds(with);
    List<Double> ratios =
        IntStream.range(0, first.size()).mapToObj(i -> first.get(i) / second.get(i)).toList();
    return new LanguageModelReport.Comparison(
        of, with, StepTimes.of(ratios).percentile50(), rate(of) / rate(with));
  }

  private double rate(int index) {
    return tokens(batches::tokens) / seconds(index).stream().mapToDouble(Double::doubleValue).sum();
  }

  /** Of all measured steps. */
  private double tokens(IntUnaryOperator ofStep) {
    return IntStream.rangeClosed(settings.warmUpSteps() + 1, settings.allSteps()).map(ofStep).sum();
  }

  private List<Double> seconds(int index) {
    return steps.get(index).stream().map(StepRecord::seconds).toList();
  }
}
