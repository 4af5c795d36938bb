package org.dashsweep.decode;

import java.util.List;
import java.util.Optional;

/**
 * Says when an answer can no longer change, so that a search for the text may end before the text
 * does. Knows how an answer is read from a text; the search knows which texts it may still find.
 */
@FunctionalInterface
public interface AnswerWatcher {
  /** Lets every search find its text. */
  AnswerWatcher NONE = (prompt, tokens, remaining) -> Optional.empty();

  /**
   * The answer that is read from every text that begins with these tokens.
   *
   * <p>It has to hold for each of those texts, however improbable it is. What is settled stays so
   * when more tokens are added.
   *
   * @param prompt the index of the prompt among those that are decoded
   * @param tokens behind the prompt
   * @param remaining at most so many tokens may follow; if none may, there is an answer
   * @return empty if two of those texts may give different answers; no answer at all counts as one,
   *     and is the empty text
   */
  Optional<String> settled(int prompt, List<Integer> tokens, int remaining);
}
