package org.dashsweep.data.wordnet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TaxonomyTest {
  // 0 animal; 1 dog and 2 pet are animals; 3 lapdog is a dog and a pet; 4's hypernym is unknown.
  private final Taxonomy taxonomy =
      new Taxonomy(
          List.of(
              synset(10), synset(20, 10L), synset(30, 10L), synset(40, 20L, 30L), synset(50, 99L)));

  @Test
  void ancestorsAreTransitiveAndCountedOnce() {
    assertThat(taxonomy.ancestors(3)).containsExactly(0, 1, 2);
    assertThat(taxonomy.ancestors(0)).isEmpty();
  }

  @Test
  void hyponymsAreTheReverseOfHypernyms() {
    assertThat(taxonomy.hypernyms(3)).containsExactly(1, 2);
    assertThat(taxonomy.hyponyms(0)).containsExactly(1, 2);
    assertThat(taxonomy.hyponyms(2)).containsExactly(3);
    assertThat(taxonomy.hyponyms(3)).isEmpty();
  }

  @Test
  void unknownHypernymIsLeftOut() {
    assertThat(taxonomy.hypernyms(4)).isEmpty();
  }

  private static NounSynset synset(long offset, Long... hypernyms) {
    return new NounSynset(
        offset, List.of("word"), "definition", "noun.animal", List.of(hypernyms), Split.TRAIN);
  }
}
