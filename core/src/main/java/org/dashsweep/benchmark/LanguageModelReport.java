package org.dashsweep.benchmark;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a language model's benchmark found.
 *
 * @param note what the figures hold for
 * @param trainings in the order in which they took turns
 * @param comparisons between them
 * @param answering null if nothing was decoded
 */
public record LanguageModelReport(
    String note,
    Run run,
    Machine machine,
    BenchmarkReport.Software software,
    List<Training> trainings,
    List<Comparison> comparisons,
    @Nullable Answering answering) {
  public LanguageModelReport {
    trainings = List.copyOf(trainings);
    comparisons = List.copyOf(comparisons);
  }

  /**
   * The settings that all measurements share.
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
  public record Run(
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
      String device) {}

  /**
   * A method on one layout of the batches with one way to keep activations.
   *
   * @param directions null without directions
   * @param layout {@code packed} or {@code padded}
   * @param activations {@code kept} or {@code recomputed}
   * @param realTokensPerSecond tokens of the rows themselves
   * @param meanLoss of the measured steps, in nats
   * @param memory of a step while no other training exists; null where the system does not tell
   */
  public record Training(
      String method,
      int rank,
      @Nullable Integer directions,
      String layout,
      String activations,
      double realTokensPerSecond,
      StepTimes stepSeconds,
      double meanLoss,
      @Nullable PeakMemory memory) {}

  /**
   * Two trainings whose steps alternated on the same batches.
   *
   * @param of index of the training that is compared
   * @param with index of the training it is compared with
   * @param medianStepRatio median over the steps of the one's seconds over the other's
   * @param ratioOfRealTokensPerSecond above 1 if the first one is faster
   */
  public record Comparison(
      int of, int with, double medianStepRatio, double ratioOfRealTokensPerSecond) {}

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
      double largestScoreDifference) {}
}
