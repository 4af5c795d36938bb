package org.dashsweep.data.wordnet;

import java.util.List;

/**
 * One sense of one or more nouns.
 *
 * @param offset identifies it within WordNet 3.1
 * @param lemmas its words, the commonest first
 * @param definition its gloss without usage examples
 * @param lexicographerFile the file it was written in, such as {@code noun.animal}
 * @param hypernyms offsets of the synsets it is directly a kind of (not those it is an instance of)
 * @param split the split it belongs to
 */
record NounSynset(
    long offset,
    List<String> lemmas,
    String definition,
    String lexicographerFile,
    List<Long> hypernyms,
    Split split) {
  private static final int KEY_DIGITS = 8;

  NounSynset {
    lemmas = List.copyOf(lemmas);
    hypernyms = List.copyOf(hypernyms);
  }

  /** Returns the usual way to write a noun synset's identity, such as {@code 02086723-n}. */
  String key() {
    // By hand: a format takes longer than all else that is done to most of 80,000 synsets.
    String digits = Long.toString(offset);
    return "0".repeat(Math.max(0, KEY_DIGITS - digits.length())) + digits + "-n";
  }

  /** Returns its first word and what it means: {@code dog: a member of the genus Canis ...}. */
  String describe() {
    return lemmas.get(0) + ": " + definition;
  }
}
