package org.dashsweep.benchmark;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a benchmark found. Rates are of all its concurrent trials together; times and operations are
 * of one step. Operations are floating-point operations, see {@code StepOperations}.
 *
 * @param note what the figures hold for
 * @param measurements in the order of the methods, each packed before padded
 * @param comparisons between them
 * @param logits how packed and padded batches agree; null where nothing was padded
 * @param peakResidentBytes most memory the process held until the last step, the JVM included
 */
public record BenchmarkReport(
    String note,
    Run run,
    Machine machine,
    Software software,
    List<Measurement> measurements,
    List<Comparison> comparisons,
    Peak peak,
    @Nullable LogitAgreement logits,
    long peakResidentBytes) {
  public BenchmarkReport {
    measurements = List.copyOf(measurements);
    comparisons = List.copyOf(comparisons);
  }

  /**
   * The settings that all measurements share.
   *
   * @param task null with random tokens
   * @param length tokens of every example; with a task, those that examples were cut to
   * @param hiddenDropout the rate in use, the model's own or another
   * @param attentionDropout as {@code hiddenDropout}
   * @param steps measured, of each method and layout in every concurrent trial
   * @param threads of each concurrent trial
   */
  public record Run(
      String model,
      @Nullable String task,
      int batchSize,
      int length,
      String basePrecision,
      double hiddenDropout,
      double attentionDropout,
      int steps,
      int warmUpSteps,
      int threads,
      int concurrent) {}

  /**
   * Versions.
   *
   * @param java of the virtual machine
   * @param pytorch of the native library
   */
  public record Software(String java, String pytorch) {}

  /**
   * A method on one layout of the batches.
   *
   * @param rank null without an adapter, as the next ones
   * @param directions null without directions
   * @param layout {@code packed}, {@code padded} or {@code padded to maximum}
   * @param adapterParameters trained scalars of the adapters
   * @param realTokensPerSecond tokens of the examples themselves
   * @param paddedTokensPerSecond tokens of the same batches if every example is filled up to the
   *     longest of its batch
   * @param meanForwardSeconds the step's three phases; what is missing from the mean step is
   *     putting the batch together
   * @param operationsPerStep mean; of a padded layout with the padding as tokens like any others
   * @param shareOfFrameworkPeak of {@link Peak#frameworkDefault()}
   * @param shareOfFastestPeak of {@link Peak#fastest()}
   */
  public record Measurement(
      String method,
      @Nullable Integer rank,
      @Nullable Double alpha,
      @Nullable Double adapterDropout,
      @Nullable Integer directions,
      String layout,
      long adapterParameters,
      double realTokensPerSecond,
      double paddedTokensPerSecond,
      StepTimes stepSeconds,
      double meanForwardSeconds,
      double meanBackwardSeconds,
      double meanUpdateSeconds,
      double operationsPerStep,
      double operationsPerSecond,
      double shareOfFrameworkPeak,
      double shareOfFastestPeak) {}

  /**
   * Two measurements whose steps alternated on the same batches.
   *
   * @param of index of the measurement that is compared
   * @param with index of the measurement it is compared with
   * @param ratioOfMedianStepSeconds above 1 if the first one is slower
   * @param ratioOfRealTokensPerSecond above 1 if the first one is faster
   */
  public record Comparison(
      int of, int with, double ratioOfMedianStepSeconds, double ratioOfRealTokensPerSecond) {}

  /**
   * This machine's matrix products, measured before and after the steps on the same threads.
   *
   * @param frameworkDefault the best shape of the framework's default float32 product
   * @param fastest the best of all that have at least the precision of the base
   * @param products every one that was measured
   */
  public record Peak(
      ProductRate frameworkDefault, ProductRate fastest, List<ProductRate> products) {
    public Peak {
      products = List.copyOf(products);
    }
  }

  /**
   * A product (rows, inputs) times (inputs, outputs) at its best.
   *
   * @param operator of PyTorch
   * @param precision of the factors
   */
  public record ProductRate(
      String operator,
      String precision,
      int rows,
      int inputs,
      int outputs,
      double operationsPerSecond) {}
}
