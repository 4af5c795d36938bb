package org.dashsweep.data.wordnet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordNetNounsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a short trip; \"take a run into town\" | a short trip",
        "a complete extent or range: \"a face that expressed a gamut\" | a complete extent or range",
        "as in \"carrot and stick\"; \"used the carrot\" | as in \"carrot and stick\"",
        "superficial; shallow; \"the play\"- Robert Rice | superficial; shallow",
        "any of several fishes | any of several fishes",
      })
  void usageExamplesAreNoPartOfADefinition(String gloss, String definition) {
    assertThat(WordNetNouns.definition(gloss)).isEqualTo(definition);
  }

  @Test
  void resourceHashIsThatOfTheFileOfNouns() {
    assertThat(WordNetNouns.sha256()).hasSize(32).isEqualTo(WordNetNouns.sha256());
  }
}
