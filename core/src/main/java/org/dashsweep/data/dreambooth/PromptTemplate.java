package org.dashsweep.data.dreambooth;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dashsweep.data.DataException;

/**
 * A prompt with a place for the subject.
 *
 * @param text in which {@code {}} or {@code {subject}} stands for the subject's words
 */
record PromptTemplate(String text) {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{(subject)?\\}");

  /**
   * Reads a template.
   *
   * @param place for messages: file and line
   * @throws DataException if it has no placeholder, or another one
   */
  static PromptTemplate of(String place, String text) {
    Matcher matcher = PLACEHOLDER.matcher(text);
    if (!matcher.find()) {
      throw new DataException(
          place, "does not name the subject; write {} or {subject} in its place: " + text);
    }
    if (matcher.replaceAll("").matches(".*[{}].*")) {
      throw new DataException(place, "has another brace than those of {} or {subject}: " + text);
    }
    return new PromptTemplate(text);
  }

  String filled(String words) {
    return PLACEHOLDER.matcher(text).replaceAll(Matcher.quoteReplacement(words));
  }
}
