package org.dashsweep.jobs.cli;

import java.nio.file.Path;
import org.dashsweep.benchmark.BenchmarkedLlama;
import org.dashsweep.tensor.Device;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of {@code bench} that a LLaMA alone has. */
final class LlamaBenchOptions {
  /** The name in place of a model's. */
  static final String MODEL = "llama";

  @Option(
      names = "--tokenizer",
      paramLabel = "DIR",
      description = "A model directory; only its tokenizer is read.")
  private @Nullable Path tokenizer;

  @Option(
      names = "--width",
      paramLabel = "N",
      description = "Of the model, a multiple of 64; by default 512.")
  private @Nullable Integer width;

  @Option(names = "--layers", paramLabel = "N", description = "Of the model; by default 8.")
  private @Nullable Integer layers;

  @Option(
      names = "--cutoff",
      paramLabel = "N",
      description = "Most tokens of a training row; by default 256.")
  private @Nullable Integer cutoff;

  @Option(
      names = "--questions",
      paramLabel = "N",
      description = "To decode; by default 64, 0 for none.")
  private @Nullable Integer questions;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "In which all are decoded; by default 3.")
  private @Nullable Integer rounds;

  /**
   * The LLaMA that these options describe.
   *
   * @throws IllegalArgumentException if something is missing or has no such value
   */
  BenchmarkedLlama subject(
      @Nullable Path data, BenchmarkedLlama.Adapters adapters, int batchSize, Device device) {
    if (data == null || tokenizer == null) {
      throw new IllegalArgumentException("llama needs --data and --tokenizer");
    }
    return new BenchmarkedLlama(
        new BenchmarkedLlama.Shape(orElse(width, 512), orElse(layers, 8)),
        data,
        tokenizer,
        adapters,
        batchSize,
        orElse(cutoff, 256),
        orElse(questions, 64),
        orElse(rounds, 3),
        device);
  }

  private static int orElse(@Nullable Integer given, int otherwise) {
    return given == null ? otherwise : given;
  }
}
