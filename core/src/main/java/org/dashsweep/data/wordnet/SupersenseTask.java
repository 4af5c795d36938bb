package org.dashsweep.data.wordnet;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dashsweep.data.Example;
import org.dashsweep.data.Label;
import org.dashsweep.data.LabelledData;
import org.dashsweep.data.Shuffle;

/**
 * The task of finding a noun's lexicographer file, one of 25, from its definition without the noun.
 *
 * <p>The 51 synsets of {@code noun.Tops} are left out. They are the roots of the other files (the
 * synsets for animal, plant, person themselves), grouped by their place in the tree, not by
 * meaning.
 *
 * <p>Every definition occurs once. Definitions that WordNet has in several files are left out.
 */
final class SupersenseTask {
  static final String NAME = "supersense";
  static final int EVALUATION_ROWS = 2_000;

  private static final String ROOTS = "noun.Tops";

  private SupersenseTask() {}

  static LabelledData build(List<NounSynset> nouns) {
    List<NounSynset> distinct = distinctDefinitions(nouns);
    List<String> labels =
        distinct.stream().map(NounSynset::lexicographerFile).distinct().sorted().toList();
    return LabelledData.classification(
        NAME,
        labels,
        examples(distinct, labels, Split.TRAIN, Integer.MAX_VALUE),
        examples(distinct, labels, Split.EVALUATION, EVALUATION_ROWS));
  }

  private static List<NounSynset> distinctDefinitions(List<NounSynset> nouns) {
    Map<String, List<NounSynset>> byDefinition = new LinkedHashMap<>();
    for (NounSynset noun : nouns) {
      if (!noun.lexicographerFile().equals(ROOTS)) {
        byDefinition.computeIfAbsent(noun.definition(), d -> new ArrayList<>(1)).add(noun);
      }
    }
    return byDefinition.values().stream()
        .filter(same -> same.stream().map(NounSynset::lexicographerFile).distinct().count() == 1)
        .map(same -> same.get(0))
        .toList();
  }

  private static List<Example> examples(
      List<NounSynset> nouns, List<String> labels, Split split, int rows) {
    List<Example> examples =
        nouns.stream()
            .filter(noun -> noun.split() == split)
            .map(
                noun ->
                    new Example(
                        noun.key(),
                        noun.definition(),
                        null,
                        new Label.OfClass(labels.indexOf(noun.lexicographerFile()))))
            .toList();
    return Shuffle.byIdentity(NAME, examples, Example::id).stream().limit(rows).toList();
  }
}
