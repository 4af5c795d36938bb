package org.dashsweep.data;

import java.util.Locale;

/**
 * The limit on the length of a text in a row. Tokens take memory long before a model sees them. A
 * row beyond this length is a mistake of the file: the longest row of the tasks here has some
 * thousand characters.
 */
public final class LongestText {
  /** The most UTF-16 units of a text. */
  public static final int CHARACTERS = 100_000;

  private LongestText() {}

  /** Returns whether a text is longer. */
  public static boolean isExceededBy(String text) {
    return text.length() > CHARACTERS;
  }

  /** Returns the complaint about a longer text. */
  public static String problem(String text) {
    return String.format(
        Locale.ROOT, "%d characters; at most %d are read", text.length(), CHARACTERS);
  }
}
