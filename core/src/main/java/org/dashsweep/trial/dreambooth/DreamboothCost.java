package org.dashsweep.trial.dreambooth;

import org.dashsweep.model.Activations;
import org.dashsweep.model.sdxl.UnetMemory;
import org.dashsweep.trial.MemoryEstimate;
import org.dashsweep.trial.TrialSettings;

/**
 * The expected time and memory of a trial, from the shapes of its models alone. The time is good
 * enough to run the longest trials first and to estimate roughly the time of a sweep.
 *
 * @param outlines of its models
 * @param rows that it reads
 */
record DreamboothCost(
    DreamboothSettings settings, ModelOutlines outlines, DreamboothChecks.Rows rows) {
  /** Operations a second of one core on such work, as measured on a 2025 server core. */
  private static final double OPERATIONS_PER_CORE_SECOND = 120e9;

  /** Loading, compiling and writing. */
  private static final double FIXED_SECONDS = 1.0;

  /** Passes with a prompt and without. */
  private static final int PASSES_OF_GUIDANCE = 2;

  private UnetMemory unet() {
    return new UnetMemory(outlines.unet(), settings.basePrecision(), settings.common().method());
  }

  private long side() {
    return outlines.latents(settings.resolution()).side();
  }

  private int passesOfStep() {
    return settings.guidance() > 1 ? PASSES_OF_GUIDANCE : 1;
  }

  /** Examples of an update, pictures of the class included. */
  private long perExample() {
    return settings.classPhotos().isPresent() ? 2 : 1;
  }

  /** Expected seconds on one core. */
  double coreSeconds() {
    TrialSettings common = settings.common();
    double pictures = (double) rows.prompts() * settings.imagesPerPrompt();
    double sampling = pictures * settings.samplingSteps() * passesOfStep();
    double passes = sampling;
    if (common.trains()) {
      int updates = common.totalSteps(common.trainRows(rows.photos()));
      int every = common.evaluateEvery();
      double before = every == 0 ? 0 : (updates - 1) / every;
      // Forward, and backward without gradients of the frozen matrices.
      int passesOfExample = settings.activations() == Activations.RECOMPUTED ? 3 : 2;
      passes += before * sampling;
      passes += (double) updates * common.batchSize() * perExample() * passesOfExample;
    }
    return FIXED_SECONDS + passes * unet().operations(side()) / OPERATIONS_PER_CORE_SECOND;
  }

  /** The most memory that the trial takes. */
  MemoryEstimate memory() {
    TrialSettings common = settings.common();
    UnetMemory unet = unet();
    long side = side();
    long images =
        common.trains() ? common.training(rows.photos()).microBatchSize() * perExample() : 0;
    long together =
        Math.min(settings.sampledTogether(), rows.prompts() * settings.imagesPerPrompt());
    return new MemoryEstimate(
        unet.base(),
        unet.trained() + unet.frozen(),
        unet.trained(),
        2 * unet.trained(),
        0,
        common.recordChangeRatesEvery() > 0
            ? unet.singularVectorsOfChanges()
            : unet.singularVectors(),
        images == 0 ? 0 : unet.activations(images, side, settings.activations()),
        images == 0 ? 0 : unet.gpuActivations(images, side, settings.activations()),
        0,
        Math.max(
            unet.sampling(together * passesOfStep(), side),
            outlines.decoding(settings.resolution())),
        0);
  }
}
