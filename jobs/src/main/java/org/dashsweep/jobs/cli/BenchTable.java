package org.dashsweep.jobs.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dashsweep.benchmark.BenchmarkAgreement;
import org.dashsweep.benchmark.BenchmarkReport;
import org.dashsweep.benchmark.BenchmarkReport.Answering;
import org.dashsweep.benchmark.BenchmarkReport.Comparison;
import org.dashsweep.benchmark.BenchmarkReport.DecodingWay;
import org.dashsweep.benchmark.BenchmarkReport.EncoderRun;
import org.dashsweep.benchmark.BenchmarkReport.LlamaRun;
import org.dashsweep.benchmark.BenchmarkReport.Measurement;
import org.dashsweep.benchmark.BenchmarkReport.Operations;
import org.dashsweep.benchmark.BenchmarkReport.Peak;
import org.dashsweep.benchmark.BenchmarkReport.ProductRate;
import org.dashsweep.benchmark.PeakMemory;
import org.dashsweep.benchmark.StepTimes;
import org.dashsweep.jobs.console.TextTable;
import org.dashsweep.jobs.run.protocol.BuildInformation;
import org.jspecify.annotations.Nullable;

/** A benchmark's result for people: an encoder's in columns, a LLaMA's in lines. */
public final class BenchTable {
  private BenchTable() {}

  public static List<String> lines(BenchmarkReport report) {
    List<String> lines =
        new ArrayList<>(
            report.run() instanceof LlamaRun run
                ? llama(report, run)
                : encoder(report, (EncoderRun) report.run()));
    lines.add(
        format(
            "Machine  %s, %d logical processors, %s, load average before %.1f",
            report.machine().processor(),
            report.machine().logicalProcessors(),
            report.machine().operatingSystem(),
            report.machine().loadAverage()));
    lines.add(
        format(
            "Software  dash-sweep %s, Java %s, PyTorch %s",
            BuildInformation.program(), report.software().java(), report.software().pytorch()));
    lines.add(report.note());
    return lines;
  }

  private static List<String> encoder(BenchmarkReport report, EncoderRun run) {
    List<String> lines = new ArrayList<>(heading(run));
    lines.add("");
    lines.addAll(TextTable.lines(columns(report)));
    lines.add("");
    report
        .comparisons()
        .forEach(
            comparison ->
                lines.add(
                    sentence(
                        report,
                        comparison,
                        format("median step x %.3f", comparison.ratioOfMedianStepSeconds()))));
    if (!report.comparisons().isEmpty()) {
      lines.add("");
    }
    if (report.logits() != null) {
      lines.add(agreement(report.logits()));
      lines.add("");
    }
    if (report.peak() != null) {
      lines.addAll(peak(report.peak()));
    }
    if (report.peakResidentBytes() != null) {
      lines.add("Peak resident memory  " + format("%.0f MiB", report.peakResidentBytes() / 0x1p20));
    }
    return lines;
  }

  private static List<String> llama(BenchmarkReport report, LlamaRun run) {
    List<String> lines = new ArrayList<>(heading(run));
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
    report.measurements().forEach(measurement -> cells.add(line(measurement)));
    lines.addAll(TextTable.lines(cells));
    lines.add("");
    report
        .comparisons()
        .forEach(
            comparison ->
                lines.add(
                    sentence(
                        report,
                        comparison,
                        format("step x %.3f (median of pairs)", comparison.medianStepRatio()))));
    lines.add("");
    if (report.answering() != null) {
      lines.addAll(answering(report.answering()));
      lines.add("");
    }
    return lines;
  }

  private static List<String> heading(EncoderRun run) {
    return List.of(
        format(
            "Training steps of %s, base in %s, batches of %d %s",
            run.model(),
            run.basePrecision(),
            run.batchSize(),
            run.task() == null
                ? format("x %d random tokens", run.length())
                : format("examples of %s, cut to %d tokens", run.task(), run.length())),
        format(
            "%d at once, threads each: %d; %d steps after %d; dropout: hidden %.2f, attention %.2f",
            run.concurrent(),
            run.threads(),
            run.steps(),
            run.warmUpSteps(),
            run.hiddenDropout(),
            run.attentionDropout()));
  }

  private static List<String> heading(LlamaRun run) {
    return List.of(
        format(
            "LLaMA of width %d, %d layers, %d heads, feed-forward %d, vocabulary %d; random, base in %s",
            run.width(),
            run.layers(),
            run.heads(),
            run.intermediate(),
            run.vocabulary(),
            run.basePrecision()),
        format(
            "%d commonsense rows a step, cutoff %d: %.0f real tokens, %.0f padded; dropout %.2f",
            run.batchSize(),
            run.cutoff(),
            run.meanTokens(),
            run.meanPaddedTokens(),
            run.adapterDropout()),
        format(
            "%d steps after %d, in turn; on %s, threads: %d",
            run.steps(), run.warmUpSteps(), run.device(), run.threads()));
  }

  private static List<List<String>> columns(BenchmarkReport report) {
    List<Measurement> all = report.measurements();
    return List.of(
        row("", all, BenchTable::name),
        row("real tokens/s", all, m -> format("%.0f", m.realTokensPerSecond())),
        row("padded tokens/s", all, m -> format("%.0f", m.paddedTokensPerSecond())),
        row("step mean, ms", all, m -> milliseconds("%.1f", m.stepSeconds().mean())),
        row("step 10 / 50 / 90 %, ms", all, m -> percentiles("%.1f", m)),
        row(
            "forward / backward / update, ms",
            all,
            m ->
                milliseconds(
                    "%.1f",
                    m.meanForwardSeconds(), m.meanBackwardSeconds(), m.meanUpdateSeconds())),
        row("GFLOP per step", all, m -> operations(m, "%.2f", o -> o.operationsPerStep() * 1e-9)),
        row("GFLOP/s", all, m -> operations(m, "%.1f", o -> o.operationsPerSecond() * 1e-9)),
        row(
            "share of framework's product",
            all,
            m -> operations(m, "%.1f %%", o -> 100 * o.shareOfFrameworkPeak())),
        row(
            "share of fastest product",
            all,
            m -> operations(m, "%.1f %%", o -> 100 * o.shareOfFastestPeak())),
        row("adapter parameters", all, m -> Long.toString(m.adapterParameters())));
  }

  private static List<String> row(
      String label, List<Measurement> measurements, Function<Measurement, String> config) {
    return Stream.concat(Stream.of(label), measurements.stream().map(config)).toList();
  }

  private static String operations(
      Measurement measurement, String pattern, ToDoubleFunction<Operations> figure) {
    return measurement.operations() == null
        ? "-"
        : format(pattern, figure.applyAsDouble(measurement.operations()));
  }

  private static List<String> line(Measurement measurement) {
    @Nullable PeakMemory memory = measurement.memory();
    return List.of(
        name(measurement),
        format("%.0f", measurement.realTokensPerSecond()),
        percentiles("%.0f", measurement),
        format("%.4f", measurement.meanLoss()),
        memory == null ? "-" : mebibytes(memory.peakBytes()),
        memory == null ? "-" : mebibytes(memory.peakBytes() - memory.beforeBytes()));
  }

  private static String name(Measurement measurement) {
    return measurement.method()
        + (measurement.rank() == null ? "" : " r=" + measurement.rank())
        + (measurement.directions() == null ? "" : " s=" + measurement.directions())
        + " "
        + measurement.layout()
        + (measurement.activations() == null ? "" : ", activations " + measurement.activations());
  }

  /**
   * Compares two measurements.
   *
   * @param steps of their steps, in words
   */
  private static String sentence(BenchmarkReport report, Comparison comparison, String steps) {
    return format(
        "%s against %s: %s, real tokens/s x %.3f",
        name(report.measurements().get(comparison.of())),
        name(report.measurements().get(comparison.with())),
        steps,
        comparison.ratioOfRealTokensPerSecond());
  }

  private static String agreement(BenchmarkAgreement logits) {
    return format(
        "Logits of %d examples packed and padded: largest difference %.1e, largest logit %.3f",
        logits.examples(), logits.largestDifference(), logits.largestLogit());
  }

  private static List<String> peak(Peak peak) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "Matrix products in GFLOP/s, the best of several before and after the steps, on their"
            + " threads:");
    lines.add("");
    lines.addAll(TextTable.lines(products(peak)));
    lines.add("");
    lines.add("Framework's product  " + best(peak.frameworkDefault()));
    lines.add("Fastest product  " + best(peak.fastest()));
    lines.add("");
    return lines;
  }

  /** A line for each shape, a column for each operator. */
  private static List<List<String>> products(Peak peak) {
    Map<String, List<String>> lines = new LinkedHashMap<>();
    List<String> heading = new ArrayList<>(List.of("rows x inputs x outputs"));
    for (ProductRate rate : peak.products()) {
      String shape = format("%d x %d x %d", rate.rows(), rate.inputs(), rate.outputs());
      if (!heading.contains(operator(rate))) {
        heading.add(operator(rate));
      }
      lines
          .computeIfAbsent(shape, absent -> new ArrayList<>(List.of(absent)))
          .add(format("%.1f", rate.operationsPerSecond() * 1e-9));
    }
    return Stream.concat(Stream.of(heading), lines.values().stream()).toList();
  }

  private static String best(ProductRate rate) {
    return format(
        "%s at %d x %d x %d: %.1f GFLOP/s",
        operator(rate),
        rate.rows(),
        rate.inputs(),
        rate.outputs(),
        rate.operationsPerSecond() * 1e-9);
  }

  private static String operator(ProductRate rate) {
    return rate.operator() + " " + rate.precision();
  }

  private static List<String> answering(Answering answering) {
    List<String> lines = new ArrayList<>();
    lines.add(
        format(
            "Decoding with %d beams, at most %d new tokens (%.1f on average), %d examples: %.2f a"
                + " second one by one, %.2f together, x %.2f",
            answering.beams(),
            answering.maximumNewTokens(),
            answering.meanNewTokens(),
            answering.examples(),
            answering.oneByOnePerSecond(),
            answering.togetherPerSecond(),
            answering.speedup()));
    lines.add(
        format(
            "The same tokens in both ways: %d of %d examples; largest difference of scores %.1e",
            answering.sameTexts(), answering.examples(), answering.largestScoreDifference()));
    lines.add("");
    lines.addAll(TextTable.lines(ways(answering)));
    return lines;
  }

  private static List<List<String>> ways(Answering answering) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        List.of(
            "decoding",
            "prompt tokens read",
            "others read",
            "examples/s",
            "speedup",
            "same tokens"));
    for (DecodingWay way : answering.ways()) {
      rows.add(
          List.of(
              way.name(),
              format("%d", way.promptTokens()),
              format("%d", way.branchTokens()),
              format("%.2f", way.perSecond()),
              format("x %.2f", way.speedup()),
              format("%d of %d", way.sameTexts(), answering.examples())));
    }
    return rows;
  }

  private static String mebibytes(long bytes) {
    return format("%.0f", bytes / 0x1p20);
  }

  private static String percentiles(String pattern, Measurement measurement) {
    StepTimes times = measurement.stepSeconds();
    return milliseconds(pattern, times.percentile10(), times.percentile50(), times.percentile90());
  }

  private static String milliseconds(String pattern, double... seconds) {
    return Arrays.stream(seconds)
        .mapToObj(one -> format(pattern, 1000 * one))
        .collect(Collectors.joining(" / "));
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
