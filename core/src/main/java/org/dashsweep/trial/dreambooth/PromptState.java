package org.dashsweep.trial.dreambooth;

/**
 * A prompt as the U-Net reads it. The arrays are shared, not copied: nobody writes to them.
 *
 * @param hidden both text encoders' states side by side, (tokens, K)
 * @param pooled the second text encoder's embedding of the whole prompt, (P)
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
record PromptState(float[] hidden, float[] pooled) {
  /** Tokens of every prompt, padded or cut. */
  static final int TOKENS = 77;

  /** The state of no prompt at all, as the pipeline makes it. */
  PromptState zeros() {
    return new PromptState(new float[hidden.length], new float[pooled.length]);
  }
}
