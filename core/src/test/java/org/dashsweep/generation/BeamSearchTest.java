package org.dashsweep.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dashsweep.model.Branch;
import org.dashsweep.model.TopTokens;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BeamSearchTest {
  private static final int PROMPT = 5;

  /** Few tokens, so that texts end early, late and never. */
  @ParameterizedTest
  @CsvSource({"4,8,1,1,1", "4,8,1,2,3", "2,12,1,1,6", "3,9,0,1,3", "4,7,2,2,3", "4,6,-1,1,2"})
  void findsWhatTransformersFinds(
      int beams, int maximum, double penalty, int ends, double sharpness) {
    List<Integer> endTokens = List.of(3, 8).subList(0, ends);
    DecodingSettings settings = new DecodingSettings(beams, maximum, penalty, endTokens);
    Set<Integer> lengths = new HashSet<>();
    int saved = 0;
    for (long seed = 0; seed < 150; seed++) {
      RandomLanguage language = new RandomLanguage(13, sharpness, seed);
      TransformersBeamSearch reference = new TransformersBeamSearch(language, settings);
      Continuation expected = reference.search();

      Search search = settings.search(PROMPT);
      int steps = 0;
      for (; !search.ended(); steps++) {
        language.advance(search, settings);
      }
      assertThat(search.best()).as("seed %d", seed).isEqualTo(expected);
      assertThat(steps).isLessThanOrEqualTo(reference.steps());
      saved += reference.steps() - steps;
      lengths.add(expected.tokens().size());
    }
    assertThat(lengths).contains(maximum).hasSizeGreaterThan(penalty > 1 ? 0 : 2);
    if (penalty <= 0) {
      assertThat(saved).as("what cannot win is not searched for").isPositive();
    }
  }

  /** Two beams over the tokens a = 0 and b = 1 and the end 2, by hand. */
  @Test
  void keepsTheBestOfTheFinishedAndTheOpen() {
    DecodingSettings settings = new DecodingSettings(2, 3, 1, List.of(2));
    BeamSearch search = new BeamSearch(settings, PROMPT);
    assertThat(search.open()).isEmpty();

    // a, the end, b: the end is among the first two, so that it is finished with -1.0 / 1.
    search.advance(top(new float[] {-0.5f, -1.0f, -2.0f, -9f}, 0, 2, 1, 3), 0);
    assertThat(search.open().stream().map(Branch::tokens)).containsExactly(List.of(0), List.of(1));

    // a a, a b, a end, b end in this order: the last two are not among the first two.
    search.advance(
        top(
            new float[] {-0.1f, -0.2f, -0.6f, -9f, -0.1f, -3f, -4f, -9f},
            new long[] {0, 1, 2, 3, 2, 0, 1, 3}),
        0);
    assertThat(search.open().stream().map(Branch::tokens))
        .containsExactly(List.of(0, 0), List.of(0, 1));
    assertThat(search.ended()).isFalse();

    // At the longest length the first two are finished: -0.8 / 3 and -0.9 / 3 against -1.0.
    search.advance(
        top(
            new float[] {-0.2f, -0.4f, -5f, -9f, -0.2f, -0.5f, -5f, -9f},
            new long[] {1, 2, 0, 3, 2, 0, 1, 3}),
        0);
    assertThat(search.ended()).isTrue();
    assertThat(search.open()).isEmpty();
    assertThat(search.best().tokens()).containsExactly(0, 0, 1);
    assertThat(search.best().score()).isEqualTo((-0.5f - 0.1f - 0.2f) / 3);
  }

  /** The end with -0.1 against one that is open with -0.9: over 9 tokens it could still win. */
  @ParameterizedTest
  @CsvSource({"8,1,false", "10,1,true", "10,0,false", "2,4,true", "10,-1,false"})
  void endsWhenTheBestCannotBeBeaten(int maximum, double penalty, boolean goesOn) {
    DecodingSettings settings = new DecodingSettings(2, maximum, penalty, List.of(2));
    BeamSearch search = new BeamSearch(settings, PROMPT);

    search.advance(top(new float[] {-0.1f, -0.9f, -3f, -9f}, 2, 1, 0, 3), 0);

    assertThat(search.ended()).isEqualTo(!goesOn);
  }

  /** Positions go on from the prompt. A row is taken again when nothing open sees it any more. */
  @Test
  void openHypothesesFindTheirTokensInTheirRows() {
    DecodingSettings settings = new DecodingSettings(4, 12, 1, List.of(3));
    RandomLanguage language = new RandomLanguage(40, 3, 1);
    Search search = settings.search(PROMPT);
    Map<Integer, Branch> rows = new HashMap<>();
    int read = 0;
    for (int step = 0; !search.ended(); step++) {
      for (Branch branch : search.open()) {
        assertThat(branch.position()).isEqualTo(PROMPT + step - 1);
        assertThat(branch.row()).isBetween(PROMPT, settings.rows(PROMPT) - 1);
        rows.put(branch.row(), branch);
        read++;
      }
      for (Branch open : search.open()) {
        for (Branch branch = open; branch != null; branch = branch.before()) {
          assertThat(rows.get(branch.row())).isSameAs(branch);
        }
      }
      language.advance(search, settings);
    }
    assertThat(read).isEqualTo(11 * 4);
    assertThat(rows).hasSizeLessThan(read / 2);
  }

  @Test
  void greedySearchTakesTheMostProbableUntilTheEnd() {
    for (long seed = 0; seed < 50; seed++) {
      RandomLanguage language = new RandomLanguage(9, 2, seed);
      DecodingSettings settings = new DecodingSettings(1, 10, 1, List.of(4));
      Continuation found = language.search(settings, PROMPT);

      float sum = 0;
      for (int i = 0; i < found.tokens().size(); i++) {
        float[] next = language.logProbabilities(found.tokens().subList(0, i));
        float most = Float.NEGATIVE_INFINITY;
        for (float value : next) {
          most = Math.max(most, value);
        }
        assertThat(next[found.tokens().get(i)]).isEqualTo(most);
        sum += most;
      }
      assertThat(found.tokens().indexOf(4)).isIn(-1, found.tokens().size() - 1);
      assertThat(found.tokens().contains(4) || found.tokens().size() == 10).isTrue();
      assertThat(found.score()).isEqualTo(sum / found.tokens().size());
    }
  }

  @Test
  void anUnfinishedSearchHasNoBest() {
    assertThatThrownBy(() -> new BeamSearch(DecodingSettings.paper(List.of(2)), PROMPT).best())
        .hasMessageContaining("not ended");
  }

  @ParameterizedTest
  @CsvSource({"0,1,1,beams", "1,0,1,maximumNewTokens", "1,1,NaN,lengthPenalty"})
  void rejectsSettingsThatMakeNoSense(int beams, int maximum, double penalty, String name) {
    assertThatThrownBy(() -> new DecodingSettings(beams, maximum, penalty, List.of()))
        .hasMessageContaining(name);
  }

  private static TopTokens top(float[] values, long... tokens) {
    return new TopTokens(values, tokens, 4);
  }
}
