package org.dashsweep.jobs.benchmark;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.dashsweep.benchmark.BenchmarkReport;
import org.dashsweep.benchmark.BenchmarkReport.Comparison;
import org.dashsweep.benchmark.BenchmarkReport.Measurement;
import org.dashsweep.benchmark.BenchmarkReport.ProductRate;
import org.dashsweep.benchmark.BenchmarkReport.Run;
import org.dashsweep.benchmark.LogitAgreement;
import org.dashsweep.jobs.console.TextTable;
import org.dashsweep.jobs.run.BuildInformation;

/** A benchmark's result for people: a column for each method and layout. */
public final class BenchTable {
  private BenchTable() {}

  public static List<String> lines(BenchmarkReport report) {
    List<String> lines = new ArrayList<>(heading(report.run()));
    lines.add("");
    lines.addAll(TextTable.lines(measurements(report)));
    lines.add("");
    report.comparisons().forEach(comparison -> lines.add(sentence(report, comparison)));
    if (!report.comparisons().isEmpty()) {
      lines.add("");
    }
    if (report.logits() != null) {
      lines.add(agreement(report.logits()));
      lines.add("");
    }
    lines.add(
        "Matrix products in GFLOP/s, the best of several before and after the steps, on their"
            + " threads:");
    lines.add("");
    lines.addAll(TextTable.lines(products(report)));
    lines.add("");
    lines.add("Framework's product  " + best(report.peak().frameworkDefault()));
    lines.add("Fastest product  " + best(report.peak().fastest()));
    lines.add("");
    lines.add("Peak resident memory  " + format("%.0f MiB", report.peakResidentBytes() / 0x1p20));
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

  private static List<String> heading(Run run) {
    return List.of(
        String.format(
            Locale.ROOT,
            "Training steps of %s, base in %s, batches of %d %s",
            run.model(),
            run.basePrecision(),
            run.batchSize(),
            run.task() == null
                ? String.format(Locale.ROOT, "x %d random tokens", run.length())
                : String.format(
                    Locale.ROOT, "examples of %s, cut to %d tokens", run.task(), run.length())),
        format(
            "%d at once, threads each: %d; %d steps after %d; dropout: hidden %.2f, attention %.2f",
            run.concurrent(),
            run.threads(),
            run.steps(),
            run.warmUpSteps(),
            run.hiddenDropout(),
            run.attentionDropout()));
  }

  private static List<List<String>> measurements(BenchmarkReport report) {
    List<Measurement> all = report.measurements();
    return List.of(
        row("", all, BenchTable::name),
        row("real tokens/s", all, m -> format("%.0f", m.realTokensPerSecond())),
        row("padded tokens/s", all, m -> format("%.0f", m.paddedTokensPerSecond())),
        row("step mean, ms", all, m -> milliseconds(m.stepSeconds().mean())),
        row(
            "step 10 / 50 / 90 %, ms",
            all,
            m ->
                milliseconds(
                    m.stepSeconds().percentile10(),
                    m.stepSeconds().percentile50(),
                    m.stepSeconds().percentile90())),
        row(
            "forward / backward / update, ms",
            all,
            m ->
                milliseconds(
                    m.meanForwardSeconds(), m.meanBackwardSeconds(), m.meanUpdateSeconds())),
        row("GFLOP per step", all, m -> format("%.2f", m.operationsPerStep() * 1e-9)),
        row("GFLOP/s", all, m -> format("%.1f", m.operationsPerSecond() * 1e-9)),
        row("share of framework's product", all, m -> percent(m.shareOfFrameworkPeak())),
        row("share of fastest product", all, m -> percent(m.shareOfFastestPeak())),
        row("adapter parameters", all, m -> Long.toString(m.adapterParameters())));
  }

  private static List<String> row(
      String label, List<Measurement> measurements, Function<Measurement, String> config) {
    return Stream.concat(Stream.of(label), measurements.stream().map(config)).toList();
  }

  private static String name(Measurement measurement) {
    StringBuilder name = new StringBuilder(measurement.method());
    if (measurement.rank() != null) {
      name.append(" r=").append(measurement.rank());
    }
    if (measurement.directions() != null) {
      name.append(" s=").append(measurement.directions());
    }
    return name.append(' ').append(measurement.layout()).toString();
  }

  private static String sentence(BenchmarkReport report, Comparison comparison) {
    return format(
        "%s against %s: median step x %.3f, real tokens/s x %.3f",
        name(report.measurements().get(comparison.of())),
        name(report.measurements().get(comparison.with())),
        comparison.ratioOfMedianStepSeconds(),
        comparison.ratioOfRealTokensPerSecond());
  }

  private static String agreement(LogitAgreement logits) {
    return format(
        "Logits of %d examples packed and padded: largest difference %.1e, largest logit %.3f",
        logits.examples(), logits.largestDifference(), logits.largestLogit());
  }

  /** A line for each shape, a column for each operator. */
  private static List<List<String>> products(BenchmarkReport report) {
    Map<String, List<String>> lines = new LinkedHashMap<>();
    List<String> heading = new ArrayList<>(List.of("rows x inputs x outputs"));
    for (ProductRate rate : report.peak().products()) {
      String shape =
          String.format(Locale.ROOT, "%d x %d x %d", rate.rows(), rate.inputs(), rate.outputs());
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

  private static String milliseconds(double... seconds) {
    List<String> parts = new ArrayList<>();
    for (double one : seconds) {
      parts.add(format("%.1f", one * 1000));
    }
    return String.join(" / ", parts);
  }

  private static String percent(double share) {
    return format("%.1f %%", 100 * share);
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
