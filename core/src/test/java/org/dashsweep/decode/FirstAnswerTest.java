package org.dashsweep.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FirstAnswerTest {
  @ParameterizedTest
  @CsvSource({
    "true|false,                it is untrue,      true",
    "true|false,                false true,        false",
    "true|false,                tru,               ",
    "answer1|answer2,           an answer1,        answer1",
    // The first alternative wins, whatever follows.
    "answer1|answer12,          answer1,           answer1",
    // The first alternative may still come.
    "answer12|answer1,          answer1,           ",
    "answer12|answer1,          'answer1 ',        answer1",
    // A match further left may still come.
    "bcd|c,                     abc,               ",
    "bcd|c,                     abcc,              c",
    // More of the same may follow.
    "\\d+,                      is 42,             ",
    "\\d+,                      is 42.,            42",
    "yes$,                      yes,               ",
    // The bytes of a character that is not whole are not read.
    "x.y|x,                     x\uFFFD,           ",
    "x|y,                       x\uFFFD,           x"
  })
  void isSettledIfNoLaterTextCanChangeIt(String pattern, String text, String answer) {
    assertThat(settled(pattern, text, 5)).isEqualTo(Optional.ofNullable(answer));
  }

  @ParameterizedTest
  @CsvSource({"answer12|answer1,answer1,answer1", "true|false,tru,''", "x\uFFFD|y,x\uFFFD,x\uFFFD"})
  void whatNothingFollowsIsSettled(String pattern, String text, String answer) {
    assertThat(settled(pattern, text, 0)).contains(answer);
  }

  @ParameterizedTest
  @ValueSource(strings = {"aba|bab|abba", "ab+a|b", "(a|b)c|cc", "a(?!b)|bcb", "aab|ab|b$|c\\b"})
  void randomTextsThatGoOnDoNotChangeIt(String pattern) {
    Random random = new Random(11);
    int settledTexts = 0;
    for (int i = 0; i < 2000; i++) {
      String text = letters(random, 1 + random.nextInt(6));
      Optional<String> answer = settled(pattern, text, 3);
      if (answer.isPresent()) {
        settledTexts++;
        for (int j = 0; j < 20; j++) {
          Matcher matcher =
              Pattern.compile(pattern).matcher(text + letters(random, random.nextInt(5)));
          assertThat(matcher.find()).isTrue();
          assertThat(matcher.group()).as("%s goes on", text).isEqualTo(answer.get());
        }
      }
    }
    assertThat(settledTexts).isGreaterThan(100);
  }

  @Test
  void readsThePromptsOwnPattern() {
    FirstAnswer watcher =
        new FirstAnswer(tokens -> "no yes", prompt -> Pattern.compile(prompt == 0 ? "yes" : "no"));
    assertThat(watcher.settled(0, List.of(1), 1)).contains("yes");
    assertThat(watcher.settled(1, List.of(1), 1)).contains("no");
  }

  private static Optional<String> settled(String pattern, String text, int remaining) {
    return new FirstAnswer(tokens -> text, prompt -> Pattern.compile(pattern))
        .settled(0, List.of(1), remaining);
  }

  private static String letters(Random random, int count) {
    StringBuilder text = new StringBuilder();
    random.ints(count, 'a', 'd' + 1).forEach(letter -> text.append((char) letter));
    return text.toString();
  }
}
