package org.dashsweep.data.questions;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.dashsweep.file.Suggestion;

/** The form of a set's answers: how one is found in a response, and which are equal. */
public sealed interface AnswerForm {
  /** Returns every answer that there can be; empty if they are no closed list. */
  List<String> options();

  /** Returns the answer in a response; empty if it has none. */
  Optional<String> find(String response);

  /** Returns whether an answer is the right one. */
  boolean isRight(String answer, String right);

  /**
   * Returns what is wrong with the answer of a row, as the rest of a sentence; empty if nothing.
   */
  Optional<String> problem(String right);

  /**
   * One of a few texts: the first that a response has as whole words. Case counts; of several at
   * one place the longest is meant.
   */
  record Options(List<String> options, Pattern pattern) implements AnswerForm {
    public Options(List<String> options) {
      this(List.copyOf(options), pattern(options));
    }

    private static Pattern pattern(List<String> options) {
      return Pattern.compile(
          options.stream()
              .sorted(Comparator.comparingInt(String::length).reversed())
              .map(Pattern::quote)
              .collect(Collectors.joining("|", "(?<![\\p{L}\\p{N}_])(?:", ")(?![\\p{L}\\p{N}_])")));
    }

    @Override
    public Optional<String> find(String response) {
      Matcher matcher = pattern.matcher(response);
      return matcher.find() ? Optional.of(matcher.group()) : Optional.empty();
    }

    @Override
    public boolean isRight(String answer, String right) {
      return answer.equals(right);
    }

    @Override
    public Optional<String> problem(String right) {
      return options.contains(right)
          ? Optional.empty()
          : Optional.of(
              String.format(
                  Locale.ROOT,
                  "the answer '%s', which is none of options; %s",
                  right,
                  Suggestion.remedy(right, options)));
    }
  }

  /** The first group of a pattern, where the pattern first matches. */
  record Matched(Pattern pattern) implements AnswerForm {
    @Override
    public List<String> options() {
      return List.of();
    }

    @Override
    public Optional<String> find(String response) {
      Matcher matcher = pattern.matcher(response);
      return matcher.find() ? Optional.ofNullable(matcher.group(1)) : Optional.empty();
    }

    @Override
    public boolean isRight(String answer, String right) {
      return answer.equals(right);
    }

    @Override
    public Optional<String> problem(String right) {
      return Optional.empty();
    }
  }

  /** The whole response, equal to the right answer after normalisation. */
  record Exact(Normalization normalization) implements AnswerForm {
    @Override
    public List<String> options() {
      return List.of();
    }

    @Override
    public Optional<String> find(String response) {
      return Optional.of(response.strip()).filter(answer -> !answer.isEmpty());
    }

    @Override
    public boolean isRight(String answer, String right) {
      return normalization.apply(answer).equals(normalization.apply(right));
    }

    @Override
    public Optional<String> problem(String right) {
      return normalization.apply(right).isEmpty()
          ? Optional.of(
              String.format(
                  Locale.ROOT,
                  "the answer '%s', of which normalisation (exact: %s) leaves nothing",
                  right,
                  normalization.label()))
          : Optional.empty();
    }
  }
}
