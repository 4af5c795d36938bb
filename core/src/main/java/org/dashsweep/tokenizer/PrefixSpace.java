package org.dashsweep.tokenizer;

/**
 * Before which texts a family puts a space, so that a word is the same token wherever it stands.
 */
enum PrefixSpace {
  /** Before a text, and before the rest behind each special token in it. */
  EVERYWHERE,

  /** Before a text. */
  BEGINNING,

  /** Nowhere. */
  NOWHERE;

  /**
   * Returns whether a space was put before the text that follows.
   *
   * @param before all text before it
   */
  boolean behind(CharSequence before) {
    return this == EVERYWHERE || (this == BEGINNING && before.isEmpty());
  }
}
