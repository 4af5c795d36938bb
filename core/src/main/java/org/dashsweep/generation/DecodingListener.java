package org.dashsweep.generation;

/** Hears how a decoding gets on. Called from the decoding's own thread; must return at once. */
@FunctionalInterface
public interface DecodingListener {
  /** A listener that ignores everything. */
  DecodingListener NONE = (decoded, prompts) -> {};

  /**
   * All open hypotheses have gone on by a token. What is thrown here ends the decoding, frees its
   * memory, and is passed on: that is how to cancel one.
   *
   * @param decoded prompts whose search has ended
   * @param prompts all of them
   */
  void progress(int decoded, int prompts);
}
