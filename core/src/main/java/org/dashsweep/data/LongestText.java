package org.dashsweep.data;

import java.util.Locale;

/**
 * The longest text of a row that is read. Tokens take memory long before a model sees them, and a
 * row beyond this length is a mistake of the file's: the longest row of the tasks here has some
 * thousand characters.
 */
public final class LongestText {
  /** In UTF-16 units. */
  public static final int CHARACTERS = 100_000;

  private LongestText() {}

  /** Whether a text is longer. */
  public static boolean isExceededBy(String text) {
    return text.length() > CHARACTERS;
  }

  /** What messages say of a longer one. */
  public static String problem(String text) {
    return String.format(
        Locale.ROOT, "%d characters; at most %d are read", text.length(), CHARACTERS);
  }
}
