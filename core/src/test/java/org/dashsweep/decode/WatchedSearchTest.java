package org.dashsweep.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Searches whose tokens are the letters from a on, and whose texts are read for answers. */
class WatchedSearchTest {
  private static final int PROMPT = 5;
  private static final Function<List<Integer>, String> TEXT =
      tokens -> {
        StringBuilder text = new StringBuilder();
        tokens.forEach(token -> text.append((char) ('a' + token)));
        return text.toString();
      };

  @ParameterizedTest
  @CsvSource({
    "1,12,1,0.5,a|b",
    "4,12,1,1,a|b",
    "4,12,1,4,aa|ba|c",
    "3,10,0,3,ab|b",
    "4,8,2,3,b[cd]|a+"
  })
  void findsTheAnswerOfTheWholeSearch(
      int beams, int maximum, double penalty, double sharpness, String pattern) {
    DecodingSettings settings = new DecodingSettings(beams, maximum, penalty, List.of(3));
    FirstAnswer watcher = new FirstAnswer(TEXT, prompt -> Pattern.compile(pattern));
    int stopped = 0;
    int withOtherText = 0;
    for (long seed = 0; seed < 400; seed++) {
      RandomLanguage language = new RandomLanguage(13, sharpness, seed);
      Continuation whole = language.search(settings, PROMPT);
      WatchedSearch watched = new WatchedSearch(settings.search(PROMPT), watcher, 0);
      int steps = 0;
      while (watched.result().isEmpty()) {
        language.advance(watched.open(), watched::advance, settings);
        steps++;
      }
      Continuation found = watched.result().orElseThrow();

      assertThat(answer(watcher, found)).as("seed %d", seed).isEqualTo(answer(watcher, whole));
      if (found.ending() == Continuation.Ending.ANSWER_SETTLED) {
        assertThat(steps).isLessThan(maximum);
        assertThat(watched.open()).isEmpty();
        stopped++;
        withOtherText += found.tokens().equals(whole.tokens()) ? 0 : 1;
      } else {
        assertThat(found).isEqualTo(whole);
      }
    }
    assertThat(stopped).isBetween(20, 399);
    assertThat(withOtherText).as("some would have gone on").isPositive();
  }

  private static String answer(FirstAnswer watcher, Continuation continuation) {
    return watcher.settled(0, continuation.tokens(), 0).orElseThrow();
  }
}
