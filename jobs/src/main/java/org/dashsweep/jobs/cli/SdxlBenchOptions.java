package org.dashsweep.jobs.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.dashsweep.benchmark.BenchmarkPrecision;
import org.dashsweep.benchmark.PeakMemory;
import org.dashsweep.benchmark.SdxlBenchmark;
import org.dashsweep.file.Json;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of {@code bench} that an SDXL alone has, and its results for people and programs. */
final class SdxlBenchOptions {
  /** The name in place of a model's. */
  static final String MODEL = "random-sdxl";

  @Option(
      names = "--resolution",
      paramLabel = "N",
      description = "Height and width of images in pixels, a multiple of 32; by default 256.")
  private @Nullable Integer resolution;

  /** Returns the resolution. */
  int resolution() {
    return resolution == null ? 256 : resolution;
  }

  static List<String> heading(SdxlBenchmark.Settings settings) {
    return List.of(
        String.format(
            Locale.ROOT,
            "Training steps of SDXL's U-Net with random weights, LoRA of rank %d on attention",
            settings.rank()),
        String.format(
            Locale.ROOT,
            "%d images of %d x %d an update; %d steps after %d; threads: %d",
            settings.batchSize(),
            settings.resolution(),
            settings.resolution(),
            settings.steps(),
            settings.warmUpSteps(),
            settings.threads()));
  }

  static String line(BenchmarkPrecision precision, SdxlBenchmark.Result result) {
    PeakMemory memory = result.memory();
    return String.format(
        Locale.ROOT,
        "base in %-8s  %.3f updates/s; forward %.0f %%, backward %.0f %%; products %.0f %% of %.0f"
            + " GFLOP/s; peak %s MiB; mean loss %.3f",
        precision,
        result.updatesPerSecond(),
        100 * result.forwardShare(),
        100 * result.backwardShare(),
        100 * result.shareOfPeak(),
        result.peakOperationsPerSecond() / 1e9,
        memory == null ? "?" : Long.toString(memory.peakBytes() >> 20),
        result.loss());
  }

  static ObjectNode json(SdxlBenchmark.Settings settings, SdxlBenchmark.Result result) {
    ObjectNode node =
        Json.MAPPER
            .createObjectNode()
            .put("model", MODEL)
            .put("basePrecision", settings.precision().toString())
            .put("resolution", settings.resolution())
            .put("batchSize", settings.batchSize())
            .put("rank", settings.rank())
            .put("threads", settings.threads())
            .put("steps", settings.steps())
            .put("updatesPerSecond", result.updatesPerSecond())
            .put("forwardShare", result.forwardShare())
            .put("backwardShare", result.backwardShare())
            .put("operationsPerUpdate", result.operations())
            .put("peakOperationsPerSecond", result.peakOperationsPerSecond())
            .put("shareOfPeak", result.shareOfPeak())
            .put("meanLoss", result.loss());
    if (result.memory() != null) {
      node.put("peakResidentBytes", Objects.requireNonNull(result.memory()).peakBytes());
    }
    return node;
  }
}
