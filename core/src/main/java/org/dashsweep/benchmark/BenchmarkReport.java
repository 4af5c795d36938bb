package org.dashsweep.benchmark;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The results of a benchmark. Rates are of all its concurrent trials together; times and operations
 * are of one step. Operations are floating-point operations, see {@code StepOperations}.
 *
 * @param note on the scope of the figures
 * @param measurements in the order of the methods, each packed before padded
 * @param comparisons between them
 * @param peak null for a LLaMA, as the next ones
 * @param logits agreement of packed and padded batches; null where nothing was padded
 * @param peakResidentBytes most memory the process held until the last step, the JVM included
 * @param answering null if nothing was decoded
 */
public record BenchmarkReport(
    String note,
    Run run,
    Machine machine,
    Software software,
    List<Measurement> measurements,
    List<Comparison> comparisons,
    @Nullable Peak peak,
    @Nullable BenchmarkAgreement logits,
    @Nullable Long peakResidentBytes,
    @Nullable Answering answering) {
  public BenchmarkReport {
    measurements = List.copyOf(measurements);
    comparisons = List.copyOf(comparisons);
  }

  /** The settings that all measurements share. */
  public sealed interface Run permits EncoderRun, LlamaRun {}

  /**
   * The settings of an encoder's measurements.
   *
   * @param task null with random tokens
   * @param length tokens of every example; with a task, those that examples were cut to
   * @param hiddenDropout the rate in use, the model's own or another
   * @param attentionDropout as {@code hiddenDropout}
   * @param steps measured, of each method and layout in every concurrent trial
   * @param threads of each concurrent trial
   */
  public record EncoderRun(
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
      int concurrent)
      implements Run {}

  /**
   * The settings of a LLaMA's measurements.
   *
   * @param width D
   * @param intermediate width of the feed-forward layer
   * @param vocabulary the tokenizer's
   * @param meanTokens real tokens of a measured step
   * @param meanPaddedTokens of the same steps, padded
   * @param steps measured, of each training
   * @param threads of all native work on the CPU
   * @param basePrecision of the frozen linear layers
   * @param device that computes
   */
  public record LlamaRun(
      int width,
      int layers,
      int heads,
      int intermediate,
      int vocabulary,
      int batchSize,
      int cutoff,
      double meanTokens,
      double meanPaddedTokens,
      double adapterDropout,
      int steps,
      int warmUpSteps,
      int threads,
      String basePrecision,
      String device)
      implements Run {}

  /**
   * Versions.
   *
   * @param java of the virtual machine
   * @param pytorch of the native library
   */
  public record Software(String java, String pytorch) {}

  /**
   * A method on one layout of the batches with one way to keep activations.
   *
   * @param rank null without an adapter, as the next ones
   * @param directions null without directions
   * @param layout {@code packed}, {@code padded} or {@code padded to maximum}
   * @param activations {@code kept} or {@code recomputed}; null where there is but one way
   * @param adapterParameters trained scalars of the adapters
   * @param realTokensPerSecond tokens of the examples themselves
   * @param paddedTokensPerSecond tokens of the same batches if every example is filled up to the
   *     longest of its batch
   * @param meanForwardSeconds the step's three phases; what is missing from the mean step is
   *     putting the batch together
   * @param meanLoss of the measured steps, in nats
   * @param operations null without a {@link Peak}
   * @param memory of a step while no other training exists; null where nobody or nothing tells
   */
  public record Measurement(
      String method,
      @Nullable Integer rank,
      @Nullable Double alpha,
      @Nullable Double adapterDropout,
      @Nullable Integer directions,
      String layout,
      @Nullable String activations,
      long adapterParameters,
      double realTokensPerSecond,
      double paddedTokensPerSecond,
      StepTimes stepSeconds,
      double meanForwardSeconds,
      double meanBackwardSeconds,
      double meanUpdateSeconds,
      double meanLoss,
      @JsonUnwrapped @Nullable Operations operations,
      @Nullable PeakMemory memory) {}

  /**
   * The operations of a measurement.
   *
   * @param operationsPerStep mean; of a padded layout with the padding as tokens like any others
   * @param shareOfFrameworkPeak of {@link Peak#frameworkDefault()}
   * @param shareOfFastestPeak of {@link Peak#fastest()}
   */
  public record Operations(
      double operationsPerStep,
      double operationsPerSecond,
      double shareOfFrameworkPeak,
      double shareOfFastestPeak) {
    static Operations of(double perStep, double perSecond, Peak peak) {
      return new Operations(
          perStep,
          perSecond,
          perSecond / peak.frameworkDefault().operationsPerSecond(),
          perSecond / peak.fastest().operationsPerSecond());
    }
  }

  /**
   * Two measurements whose steps alternated on the same batches.
   *
   * @param of index of the measurement that is compared
   * @param with index of the measurement it is compared with
   * @param ratioOfMedianStepSeconds above 1 if the first one is slower
   * @param medianStepRatio median over the steps of the one's seconds over the other's
   * @param ratioOfRealTokensPerSecond above 1 if the first one is faster
   */
  public record Comparison(
      int of,
      int with,
      double ratioOfMedianStepSeconds,
      double medianStepRatio,
      double ratioOfRealTokensPerSecond) {}

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

  /**
   * The paper's decoder behind evaluation prompts; times are medians of the rounds.
   *
   * @param examples prompts
   * @param beams of the search
   * @param maximumNewTokens longest continuation
   * @param meanNewTokens mean length of those found
   * @param oneByOnePerSecond examples a second, one after the other
   * @param togetherPerSecond examples a second, many at once
   * @param speedup of many at once
   * @param sameTexts examples with the same tokens in both ways
   * @param largestScoreDifference between both, in nats a token
   * @param ways those two, and many at once with every prompt read as a whole
   */
  public record Answering(
      int examples,
      int beams,
      int maximumNewTokens,
      double meanNewTokens,
      double oneByOnePerSecond,
      double togetherPerSecond,
      double speedup,
      int sameTexts,
      double largestScoreDifference,
      List<DecodingWay> ways) {
    public Answering {
      ways = List.copyOf(ways);
    }
  }

  /**
   * A way to decode the prompts.
   *
   * @param name for people
   * @param promptTokens read of prompts; what they begin with counts as often as it is read
   * @param branchTokens read behind prompts
   * @param perSecond examples a second
   * @param speedup against one after the other
   * @param sameTexts examples with the same tokens as one after the other
   */
  public record DecodingWay(
      String name,
      long promptTokens,
      long branchTokens,
      double perSecond,
      double speedup,
      int sameTexts) {}
}
