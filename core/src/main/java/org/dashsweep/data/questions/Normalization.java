package org.dashsweep.data.questions;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Normalisation of answers before they are compared. */
public enum Normalization {
  /** White space at both ends does not count. */
  TRIMMED {
    @Override
    String apply(String answer) {
      return answer.strip();
    }
  },

  /** Neither does case, and a run of white space is one space. */
  CASE_FOLDED {
    @Override
    String apply(String answer) {
      return spaced(answer.toLowerCase(Locale.ROOT));
    }
  },

  /**
   * Neither do ASCII punctuation and the articles a, an, the: {@code normalize_answer} of the
   * evaluation script of SQuAD (Rajpurkar et al., 2016).
   */
  SQUAD {
    @Override
    String apply(String answer) {
      String words = PUNCTUATION.matcher(answer.toLowerCase(Locale.ROOT)).replaceAll("");
      return spaced(ARTICLES.matcher(words).replaceAll(" "));
    }
  };

  private static final Pattern PUNCTUATION = Pattern.compile("[!-/:-@\\[-`{-~]");
  private static final Pattern ARTICLES =
      Pattern.compile("\\b(a|an|the)\\b", Pattern.UNICODE_CHARACTER_CLASS);
  private static final Pattern SPACE = Pattern.compile("\\s+", Pattern.UNICODE_CHARACTER_CLASS);

  /** Returns an answer in the form in which equal ones are equal. */
  abstract String apply(String answer);

  private static String spaced(String text) {
    return SPACE.matcher(text).replaceAll(" ").strip();
  }

  /** Returns the name in sweep files. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Returns the normalisation of that name. */
  public static Optional<Normalization> named(String label) {
    return List.of(values()).stream().filter(one -> one.label().equals(label)).findFirst();
  }
}
