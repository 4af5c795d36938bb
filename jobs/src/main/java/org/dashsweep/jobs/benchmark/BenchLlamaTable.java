package org.dashsweep.jobs.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.dashsweep.benchmark.LanguageModelReport;
import org.dashsweep.benchmark.LanguageModelReport.Answering;
import org.dashsweep.benchmark.LanguageModelReport.Comparison;
import org.dashsweep.benchmark.LanguageModelReport.Run;
import org.dashsweep.benchmark.LanguageModelReport.Training;
import org.dashsweep.benchmark.PeakMemory;
import org.dashsweep.jobs.console.TextTable;
import org.dashsweep.jobs.run.BuildInformation;
import org.jspecify.annotations.Nullable;

/** A language model's benchmark for people: a line for each way to train. */
public final class BenchLlamaTable {
  private BenchLlamaTable() {}

  public static List<String> lines(LanguageModelReport report) {
    Run run = report.run();
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "LLaMA of width %d, %d layers, %d heads, feed-forward %d, vocabulary %d; random, base in %s",
            run.width(),
            run.layers(),
            run.heads(),
            run.intermediate(),
            run.vocabulary(),
            run.basePrecision()));
    lines.add(
        format(
            "%d commonsense rows a step, cutoff %d: %.0f real tokens, %.0f padded; dropout %.2f",
            run.batchSize(),
            run.cutoff(),
            run.meanTokens(),
            run.meanPaddedTokens(),
            run.adapterDropout()));
    lines.add(
        String.format(
            Locale.ROOT,
            "%d steps after %d, in turn; on %s, threads: %d",
            run.steps(),
            run.warmUpSteps(),
            run.device(),
            run.threads()));
    lines.add("");
    List<List<String>> cells = new ArrayList<>();
    cells.add(
        List.of(
            "",
            "real tokens/s",
            "step 10 / 50 / 90 %, ms",
            "mean loss",
            "peak, MiB",
            "above before, MiB"));
    report.trainings().forEach(training -> cells.add(cells(training)));
    lines.addAll(TextTable.lines(cells));
    lines.add("");
    report.comparisons().forEach(comparison -> lines.add(sentence(report, comparison)));
    lines.add("");
    if (report.answering() != null) {
      lines.addAll(answering(report.answering()));
      lines.add("");
    }
    lines.add(
        format(
            "Machine  %s, %d logical processors, %s, load average before %.1f",
            report.machine().processor(),
            report.machine().logicalProcessors(),
            report.machine().operatingSystem(),
            report.machine().loadAverage()));
    lines.add(
        String.format(
            Locale.ROOT,
            "Software  dash-sweep %s, Java %s, PyTorch %s",
            BuildInformation.program(),
            report.software().java(),
            report.software().pytorch()));
    lines.add(report.note());
    return lines;
  }

  private static List<String> cells(Training training) {
    @Nullable PeakMemory memory = training.memory();
    return List.of(
        name(training),
        format("%.0f", training.realTokensPerSecond()),
        format(
            "%.0f / %.0f / %.0f",
            1000 * training.stepSeconds().percentile10(),
            1000 * training.stepSeconds().percentile50(),
            1000 * training.stepSeconds().percentile90()),
        format("%.4f", training.meanLoss()),
        memory == null ? "-" : mebibytes(memory.peakBytes()),
        memory == null ? "-" : mebibytes(memory.peakBytes() - memory.beforeBytes()));
  }

  private static String name(Training training) {
    return String.format(
        Locale.ROOT,
        "%s r=%d%s %s, activations %s",
        training.method(),
        training.rank(),
        training.directions() == null ? "" : " s=" + training.directions(),
        training.layout(),
        training.activations());
  }

  private static String sentence(LanguageModelReport report, Comparison comparison) {
    return format(
        "%s against %s: step x %.3f (median of pairs), real tokens/s x %.3f",
        name(report.trainings().get(comparison.of())),
        name(report.trainings().get(comparison.with())),
        comparison.medianStepRatio(),
        comparison.ratioOfRealTokensPerSecond());
  }

  private static List<String> answering(Answering answering) {
    return List.of(
        format(
            "Decoding with %d beams, at most %d new tokens (%.1f on average), %d examples: %.2f a"
                + " second one by one, %.2f together, x %.2f",
            answering.beams(),
            answering.maximumNewTokens(),
            answering.meanNewTokens(),
            answering.examples(),
            answering.oneByOnePerSecond(),
            answering.togetherPerSecond(),
            answering.speedup()),
        format(
            "The same tokens in both ways: %d of %d examples; largest difference of scores %.1e",
            answering.sameTexts(), answering.examples(), answering.largestScoreDifference()));
  }

  private static String mebibytes(long bytes) {
    return format("%.0f", bytes / 0x1p20);
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
