package org.dashsweep.model;

/**
 * Memory of a language model's training, where less memory costs time.
 *
 * @param activations kept by the blocks for the backward pass
 * @param logitRows tokens whose logits, (rows, vocabulary) in float32, exist at a time; 0 for as
 *     many as make {@link #DEFAULT_LOGITS}
 */
public record TrainingMemory(Activations activations, int logitRows) {
  /** Logits at a time: 64 MiB of them, in which a product is as fast as in one go. */
  public static final int DEFAULT_LOGITS = 1 << 24;

  /** Everything kept, and the default number of logits. */
  public static final TrainingMemory DEFAULT = new TrainingMemory(Activations.KEPT, 0);

  public TrainingMemory {
    if (logitRows < 0) {
      throw new IllegalArgumentException("logit-rows must not be negative: " + logitRows);
    }
  }

  /** Returns tokens whose logits exist at a time, for a vocabulary of that size. */
  public int logitRows(int vocabularySize) {
    return logitRows > 0 ? logitRows : Math.max(1, DEFAULT_LOGITS / vocabularySize);
  }
}
