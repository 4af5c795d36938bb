package org.dashsweep.trial;

import java.nio.file.Path;
import org.dashsweep.space.TrialConfig;
import org.dashsweep.tensor.Device;
import org.dashsweep.train.CheckpointInterval;
import org.jspecify.annotations.Nullable;

/**
 * A trial to run.
 *
 * @param trialId content hash of the resolved configuration
 * @param config the resolved configuration
 * @param device of its tensors
 * @param threads intra-operation threads to use
 * @param checkpointDirectory for the state of an interrupted trial, or null to keep none
 * @param adapterDirectory for the adapter of a finished trial, or null to write none
 * @param checkpointInterval between its checkpoints
 * @param examplesPerPass the most examples of one forward and backward pass where memory was short,
 *     or null. An update's batch and micro-batches stay as they are
 * @param pictures where its pictures are kept, or null for no longer than it runs
 */
public record TrialRequest(
    String trialId,
    TrialConfig config,
    Device device,
    int threads,
    @Nullable Path checkpointDirectory,
    @Nullable Path adapterDirectory,
    CheckpointInterval checkpointInterval,
    @Nullable Integer examplesPerPass,
    @Nullable PictureStore pictures) {
  public TrialRequest {
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be at least 1: " + threads);
    }
  }

  /** A trial on the CPU that writes no adapter. */
  public TrialRequest(
      String trialId, TrialConfig config, int threads, @Nullable Path checkpointDirectory) {
    this(
        trialId,
        config,
        Device.cpu(),
        threads,
        checkpointDirectory,
        null,
        CheckpointInterval.DEFAULT,
        null,
        null);
  }

  /** The same trial, writing its adapter. */
  public TrialRequest withAdapterDirectory(Path directory) {
    return new TrialRequest(
        trialId,
        config,
        device,
        threads,
        checkpointDirectory,
        directory,
        checkpointInterval,
        examplesPerPass,
        pictures);
  }

  /** The same trial with so many examples in a pass at most. */
  public TrialRequest withPassLimit(int examples) {
    return new TrialRequest(
        trialId,
        config,
        device,
        threads,
        checkpointDirectory,
        adapterDirectory,
        checkpointInterval,
        examples,
        pictures);
  }

  /** The same trial, writing its checkpoint so often. */
  public TrialRequest withCheckpointInterval(CheckpointInterval interval) {
    return new TrialRequest(
        trialId,
        config,
        device,
        threads,
        checkpointDirectory,
        adapterDirectory,
        interval,
        examplesPerPass,
        pictures);
  }

  /** The same trial, keeping its pictures there. */
  public TrialRequest withPictures(PictureStore store) {
    return new TrialRequest(
        trialId,
        config,
        device,
        threads,
        checkpointDirectory,
        adapterDirectory,
        checkpointInterval,
        examplesPerPass,
        store);
  }
}
