package org.dashsweep.file;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Guesses which name was meant. */
public final class Suggestion {
  // No name is as long; comparing a hostile megabyte with every name would take seconds.
  private static final int LONGEST = 80;

  private Suggestion() {}

  /**
   * Returns the candidate with the fewest edits, if they are few for a name of that length; null
   * otherwise.
   */
  public static @Nullable String closest(String name, Collection<String> candidates) {
    if (name.length() > LONGEST) {
      return null;
    }
    @Nullable String closest = null;
    int fewest = Math.max(1, name.length() / 3) + 1;
    for (String candidate : candidates) {
      int edits = edits(name, candidate);
      if (edits < fewest) {
        fewest = edits;
        closest = candidate;
      }
    }
    return closest;
  }

  /** Returns "did you mean rank?", or all the candidates if none is close. */
  public static String remedy(String name, Collection<String> candidates) {
    @Nullable String closest = closest(name, candidates);
    return closest == null
        ? "choose one of " + String.join(", ", candidates)
        : "did you mean " + closest + "?";
  }

  /** Levenshtein distance, two exchanged neighbours counted as one edit. */
  private static int edits(String from, String to) {
    int[][] edits = new int[from.length() + 1][to.length() + 1];
    for (int i = 0; i <= from.length(); i++) {
      for (int j = 0; j <= to.length(); j++) {
        if (i == 0 || j == 0) {
          edits[i][j] = i + j;
          continue;
        }
        int replaced = edits[i - 1][j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        edits[i][j] = Math.min(replaced, 1 + Math.min(edits[i - 1][j], edits[i][j - 1]));
        if (i > 1
            && j > 1
            && from.charAt(i - 1) == to.charAt(j - 2)
            && from.charAt(i - 2) == to.charAt(j - 1)) {
          edits[i][j] = Math.min(edits[i][j], edits[i - 2][j - 2] + 1);
        }
      }
    }
    return edits[from.length()][to.length()];
  }
}
