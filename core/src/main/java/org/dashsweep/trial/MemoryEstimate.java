package org.dashsweep.trial;

/**
 * The native memory that a trial is expected to take at most, in bytes. The process itself, some
 * hundred megabytes, is not included. Neither are the pages of a mapped checkpoint, which the
 * system takes back when it needs them.
 *
 * @param base the frozen weights, which the trials of a JVM share
 * @param adapters the tensors that the method adds
 * @param gradients of the trained tensors
 * @param moments the optimiser's two
 * @param bestState the copy of the trained tensors at the lowest validation loss
 * @param singularVectors of the adapted matrices, which the trials of a JVM share
 * @param activations of the largest pass in training, the logits of a part of it included
 * @param gpuActivations the same where a GPU computes it
 * @param heapReserve the C library's heap beyond the tensors in that pass, on a CPU
 * @param evaluation the cache of keys and values, and the reading of prompts
 * @param packedWeights the copies of frozen weights that decoding makes on a CPU, for each trial
 */
public record MemoryEstimate(
    long base,
    long adapters,
    long gradients,
    long moments,
    long bestState,
    long singularVectors,
    long activations,
    long gpuActivations,
    long heapReserve,
    long evaluation,
    long packedWeights) {

  /** Counts the method's tensors, with all that its training keeps of the same size. */
  public long adapted() {
    return adapters + gradients + moments + bestState;
  }

  /**
   * The most at a time where the model is on a GPU, of the GPU's memory: its allocator leaves no
   * gaps of the heap's kind, and the {@link #singularVectors} are in the host's.
   */
  public long gpuPeak() {
    return base + adapted() + Math.max(gpuActivations, evaluation);
  }

  /** The most at a time on a CPU: training and evaluation take turns. */
  public long peak() {
    return base + adapted() + singularVectors + Math.max(activations + heapReserve, answers());
  }

  /** Counts what evaluation takes on a CPU. */
  public long answers() {
    return evaluation + packedWeights;
  }
}
