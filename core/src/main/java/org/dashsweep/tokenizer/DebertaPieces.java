package org.dashsweep.tokenizer;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Encodes text between added tokens, on request in lower case or with punctuation apart. */
final class DebertaPieces implements SentencePieceTokenizer.Pieces {
  private final PieceLibrary library;
  private final AddedTokens added;
  private final Case letters;
  private final Punctuation punctuation;

  /** The treatment of capital letters. */
  enum Case {
    KEPT,
    LOWER
  }

  /** The treatment of punctuation: whether each character is always a word of its own. */
  enum Punctuation {
    KEPT,
    APART
  }

  DebertaPieces(PieceLibrary library, AddedTokens added, Case letters, Punctuation punctuation) {
    this.library = library;
    this.added = added;
    this.letters = letters;
    this.punctuation = punctuation;
  }

  @Override
  public int[] encode(String text) {
    return added.encode(text, this::pieces);
  }

  private int[] pieces(String text) {
    String cased = letters == Case.LOWER ? text.toLowerCase(Locale.ROOT) : text;
    if (punctuation == Punctuation.KEPT) {
      return library.encode(cased);
    }
    return words(cased).stream().flatMapToInt(word -> IntStream.of(library.encode(word))).toArray();
  }

  /** The text cut before and behind every punctuation character. */
  private static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    int from = 0;
    for (int at = 0; at < text.length(); at += Character.charCount(text.codePointAt(at))) {
      if (isPunctuation(text.codePointAt(at))) {
        int behind = at + Character.charCount(text.codePointAt(at));
        if (at > from) {
          words.add(text.substring(from, at));
        }
        words.add(text.substring(at, behind));
        from = behind;
      }
    }
    if (from < text.length()) {
      words.add(text.substring(from));
    }
    return words;
  }

  /** Unicode's punctuation, and all of ASCII that is neither letter, digit, space nor control. */
  private static boolean isPunctuation(int character) {
    if (character < 128) {
      return character > ' ' && character < 127 && !Character.isLetterOrDigit(character);
    }
    return switch (Character.getType(character)) {
      case Character.CONNECTOR_PUNCTUATION,
          Character.DASH_PUNCTUATION,
          Character.START_PUNCTUATION,
          Character.END_PUNCTUATION,
          Character.INITIAL_QUOTE_PUNCTUATION,
          Character.FINAL_QUOTE_PUNCTUATION,
          Character.OTHER_PUNCTUATION ->
          true;
      default -> false;
    };
  }

  @Override
  public void close() {
    library.close();
  }
}
