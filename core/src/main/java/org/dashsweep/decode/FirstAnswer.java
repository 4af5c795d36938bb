package org.dashsweep.decode;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Watches answers that are the first match of a pattern in a text.
 *
 * <p>Proof that a settled answer stays. Let the text so far be s, without the replacement
 * characters at its end: those may be the first bytes of a character whose others follow, all
 * before them is whole. A longer text begins with s, if a tokenizer writes more tokens as more
 * text, which it has to here. The pattern is matched against s, and {@link Matcher#hitEnd} says
 * whether the matcher looked for a character behind its end. If it did not, it decided on s alone:
 * the same matcher on a longer text reads the same characters, goes the same way, and finds the
 * same match at the same place. So {@code answer1|answer12} is settled by "answer1", as the first
 * alternative wins, and {@code answer12|answer1} is not.
 */
public final class FirstAnswer implements AnswerWatcher {
  private static final char REPLACEMENT = '\uFFFD';

  private final Function<List<Integer>, String> text;
  private final Function<Integer, Pattern> answers;

  /**
   * A watcher.
   *
   * @param text of tokens behind a prompt; of more tokens it begins with that of fewer, but for
   *     incomplete characters
   * @param answers the pattern for each prompt, by its index
   */
  public FirstAnswer(Function<List<Integer>, String> text, Function<Integer, Pattern> answers) {
    this.text = text;
    this.answers = answers;
  }

  @Override
  public Optional<String> settled(int prompt, List<Integer> tokens, int remaining) {
    String written = text.apply(tokens);
    Matcher matcher = answers.apply(prompt).matcher(remaining == 0 ? written : whole(written));
    boolean found = matcher.find();
    if (remaining > 0 && (!found || matcher.hitEnd())) {
      return Optional.empty();
    }
    return Optional.of(found ? matcher.group() : "");
  }

  private static String whole(String text) {
    int end = text.length();
    while (end > 0 && text.charAt(end - 1) == REPLACEMENT) {
      end--;
    }
    return text.substring(0, end);
  }
}
