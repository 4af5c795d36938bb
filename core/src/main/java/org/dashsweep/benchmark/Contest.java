package org.dashsweep.benchmark;

import java.util.List;
import java.util.function.ToLongBiFunction;
import org.dashsweep.adapter.Method;
import org.dashsweep.model.Activations;
import org.dashsweep.train.FineTuning;
import org.jspecify.annotations.Nullable;

/**
 * A base model, its batches, and the ways to train it that are compared. Owns the base.
 *
 * @param <M> the model that is trained
 */
interface Contest<M> extends AutoCloseable {
  /** The ways to train, in the order in which they are prepared. */
  List<Entry> entries();

  /** The entries that are compared. */
  List<Pair> pairs();

  /** Puts a way to train together, at its first step. */
  FineTuning<M> tuning(Entry entry, long seed);

  /** Tokens of a step's examples themselves; steps count from 1. */
  int tokens(int step);

  /** Tokens of a step if every example is filled up to the longest. */
  int paddedTokens(int step);

  /** The conditions that the figures hold for. */
  default String note() {
    return "These figures hold for this machine, these versions and this moment only.";
  }

  /** The settings that all measurements share. */
  BenchmarkReport.Run run();

  /** Measures what has to be measured while no training exists. */
  void before();

  /**
   * Measures what is left when all steps are done.
   *
   * @param contestants of the first worker, in the order of their entries
   */
  Findings after(List<Contestant<M>> contestants);

  @Override
  void close();

  /**
   * A way to train.
   *
   * @param activations null where there is but one way to keep them
   */
  record Entry(Method method, Workload.Layout layout, @Nullable Activations activations) {}

  /** Indices of entries: one that is compared, and the one that it is compared with. */
  record Pair(int of, int with) {}

  /**
   * Figures beside those of the steps.
   *
   * @param operations what steps are set against; null for nothing
   * @param memory of a step of each entry; empty if nobody measured it
   */
  record Findings(
      @Nullable Operations operations,
      @Nullable BenchmarkAgreement logits,
      @Nullable Long peakResidentBytes,
      BenchmarkReport.@Nullable Answering answering,
      List<@Nullable PeakMemory> memory) {}

  /**
   * The floating-point operations of steps.
   *
   * @param peak the most that this machine reaches
   * @param ofStep by entry and step
   */
  record Operations(BenchmarkReport.Peak peak, ToLongBiFunction<Entry, Integer> ofStep) {}
}
