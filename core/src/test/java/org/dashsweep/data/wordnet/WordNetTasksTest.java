package org.dashsweep.data.wordnet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.summingInt;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import net.sf.extjwnl.dictionary.Dictionary;
import org.dashsweep.data.Example;
import org.dashsweep.data.Label;
import org.dashsweep.data.LabelledData;
import org.dashsweep.data.Labels;
import org.dashsweep.data.StableHash;
import org.dashsweep.evaluation.ConstantAnswer;
import org.junit.jupiter.api.Test;

class WordNetTasksTest {
  private static final WordNetTasks TASKS = new WordNetTasks();
  private static final LabelledData SUPERSENSE = TASKS.load("supersense");
  private static final LabelledData HYPERNYMY = TASKS.load("hypernymy");
  private static final Label KIND_OF = new Label.OfClass(1);

  private static final String IF_THIS_FAILS =
      "the rows have changed: if they were meant to, raise WordNetTasks.BUILDER_VERSION and write"
          + " the new hash and version here";

  /** The rows of builder version 1, as SHA-256 of id, label, text and pair of each, in order. */
  @Test
  void rowsAreThoseOfTheBuilderVersion() {
    assertThat(WordNetTasks.BUILDER_VERSION).as(IF_THIS_FAILS).isEqualTo(1);
    assertThat(sha256(SUPERSENSE))
        .as(IF_THIS_FAILS)
        .isEqualTo("feea8b11824f0aac4a429556a28210ebaff9b428a022f23e7de35bda8f75143d");
    assertThat(sha256(HYPERNYMY))
        .as(IF_THIS_FAILS)
        .isEqualTo("005a950f642b03b4c1ea6cec31e45225ce5a1dfea46a9812d7e68e8131999701");
  }

  @Test
  void freshBuilderGivesTheSameRows() {
    WordNetTasks fresh = new WordNetTasks();
    assertThat(fresh.load("hypernymy")).isEqualTo(HYPERNYMY).isNotSameAs(HYPERNYMY);
    assertThat(fresh.load("supersense")).isEqualTo(SUPERSENSE).isNotSameAs(SUPERSENSE);
  }

  @Test
  void builtDataIsKept() {
    assertThat(TASKS.load("supersense")).isSameAs(SUPERSENSE);
  }

  @Test
  void fingerprintsTellTheTasksApartAndStayTheSame() {
    assertThat(TASKS.fingerprint("supersense"))
        .matches("[0-9a-f]{64}")
        .isEqualTo(new WordNetTasks().fingerprint("supersense"))
        .isNotEqualTo(TASKS.fingerprint("hypernymy"));
  }

  @Test
  void unknownTaskIsRefused() {
    assertThatThrownBy(() -> TASKS.load("hyponymy"))
        .hasMessage("task must be one of [supersense, hypernymy]: hyponymy");
    assertThatThrownBy(() -> TASKS.fingerprint("hyponymy")).hasMessageContaining("hyponymy");
  }

  @Test
  void supersenseAsksForTwentyFiveFilesOfDefinitionsOnly() {
    assertThat(((Labels.Classes) SUPERSENSE.labels()).names())
        .hasSize(25)
        .contains("noun.animal", "noun.time")
        .doesNotContain("noun.Tops");
    assertThat(SUPERSENSE.train()).hasSizeGreaterThan(50_000);
    assertThat(evaluation(SUPERSENSE)).hasSize(2_000);
    assertThat(evaluation(SUPERSENSE))
        .allSatisfy(
            example -> {
              assertThat(example.pair()).isNull();
              assertThat(example.text())
                  .isNotBlank()
                  .doesNotContain("; \"")
                  .doesNotContain("noun.");
            });
    // By far the largest file, with one noun in seven.
    assertThat(
            SUPERSENSE
                .labels()
                .text(new Label.OfClass(SUPERSENSE.balance().orElseThrow().majorityLabel())))
        .isEqualTo("noun.artifact");
    assertThat(ConstantAnswer.score(SUPERSENSE)).isBetween(0.12, 0.16);
  }

  @Test
  void supersenseKnowsADog() {
    List<Example> dogs =
        Stream.of(SUPERSENSE.train(), evaluation(SUPERSENSE))
            .flatMap(List::stream)
            .filter(example -> example.text().startsWith("a member of the genus Canis"))
            .toList();
    assertThat(dogs).hasSize(1);
    assertThat(SUPERSENSE.labels().text(dogs.get(0).label())).isEqualTo("noun.animal");
  }

  @Test
  void hypernymyHasEnoughRowsAndHalfOfThemPositive() {
    assertThat(HYPERNYMY.train()).hasSize(8_400);
    assertThat(evaluation(HYPERNYMY)).hasSize(1_200);
    assertThat(HYPERNYMY.balance().orElseThrow().trainCounts()).containsExactly(4_200, 4_200);
    assertThat(HYPERNYMY.balance().orElseThrow().evaluationCounts()).containsExactly(600, 600);
    assertThat(ConstantAnswer.score(HYPERNYMY)).isEqualTo(0.5);
    // The first n rows are as balanced, but for a chain cut in two.
    assertThat(HYPERNYMY.withTrainRows(4_000).balance().orElseThrow().trainCounts())
        .containsExactly(2_000, 2_000);
  }

  @Test
  void hypernymyCannotBeToldFromOneSense() {
    for (List<Example> rows : List.of(HYPERNYMY.train(), evaluation(HYPERNYMY))) {
      for (int side : new int[] {0, 1}) {
        Map<String, Integer> surplusOfPositives =
            rows.stream()
                .collect(
                    groupingBy(
                        example -> synsets(example).get(side),
                        summingInt(example -> example.label().equals(KIND_OF) ? 1 : -1)));
        assertThat(surplusOfPositives.values()).containsOnly(0);
        assertThat(surplusOfPositives.size()).isGreaterThan(rows.size() / 4);
      }
    }
  }

  @Test
  void hypernymyAgreesWithTheDatabaseFile() throws IOException {
    Map<String, Set<String>> hypernyms = hypernymsFromTheDatabaseFile();
    assertThat(ancestors("02086723", hypernyms)).as("dog, animal").contains("00015568");
    int reversed = 0;
    int coHyponyms = 0;
    for (Example example : evaluation(HYPERNYMY)) {
      String first = synsets(example).get(0).substring(0, 8);
      String second = synsets(example).get(1).substring(0, 8);
      assertThat(ancestors(first, hypernyms).contains(second))
          .as(example.toString())
          .isEqualTo(HYPERNYMY.labels().text(example.label()).equals("kind-of"));
      assertThat(first).isNotEqualTo(second);
      if (ancestors(second, hypernyms).contains(first)) {
        reversed++;
      }
      Set<String> common = new HashSet<>(hypernyms.getOrDefault(first, Set.of()));
      common.retainAll(hypernyms.getOrDefault(second, Set.of()));
      if (!common.isEmpty()) {
        coHyponyms++;
      }
    }
    assertThat(reversed).isBetween(20, 60);
    assertThat(coHyponyms).isBetween(120, 220);
  }

  @Test
  void noRowOccursTwice() {
    for (LabelledData data : List.of(SUPERSENSE, HYPERNYMY)) {
      Set<String> ids =
          Stream.of(data.train(), evaluation(data))
              .flatMap(List::stream)
              .map(Example::id)
              .collect(toSet());
      assertThat(ids).hasSize(data.train().size() + evaluation(data).size());
    }
  }

  @Test
  void noSynsetOrDefinitionIsInBothSplitsOfAnyTasks() {
    List<Example> train = new ArrayList<>(SUPERSENSE.train());
    train.addAll(HYPERNYMY.train());
    List<Example> evaluation = new ArrayList<>(evaluation(SUPERSENSE));
    evaluation.addAll(evaluation(HYPERNYMY));
    assertThat(common(train, evaluation, WordNetTasksTest::synsets)).isEmpty();
    assertThat(common(train, evaluation, WordNetTasksTest::definitions)).isEmpty();
  }

  private static Set<String> common(
      List<Example> train, List<Example> evaluation, Function<Example, List<String>> function) {
    Set<String> common = union(train, function);
    common.retainAll(union(evaluation, function));
    return common;
  }

  private static Set<String> union(
      List<Example> examples, Function<Example, List<String>> function) {
    return examples.stream().map(function).flatMap(Collection::stream).collect(toSet());
  }

  private static List<String> synsets(Example example) {
    return List.of(example.id().split("/", -1));
  }

  private static List<String> definitions(Example example) {
    return example.pair() == null
        ? List.of(example.text().toLowerCase(Locale.ROOT))
        : Stream.of(example.text(), example.pair())
            .map(text -> text.substring(text.indexOf(": ") + 2).toLowerCase(Locale.ROOT))
            .toList();
  }

  private static String sha256(LabelledData data) {
    MessageDigest digest = StableHash.sha256();
    for (List<Example> rows : List.of(data.train(), evaluation(data))) {
      for (Example row : rows) {
        digest.update(
            String.join(
                    "\t",
                    row.id(),
                    data.labels().text(row.label()),
                    row.text(),
                    String.valueOf(row.pair()) + "\n")
                .getBytes(UTF_8));
      }
      digest.update((byte) 0);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static Set<String> ancestors(String offset, Map<String, Set<String>> hypernyms) {
    Set<String> ancestors = new HashSet<>();
    Deque<String> frontier = new ArrayDeque<>(List.of(offset));
    while (!frontier.isEmpty()) {
      for (String hypernym : hypernyms.getOrDefault(frontier.remove(), Set.of())) {
        if (ancestors.add(hypernym)) {
          frontier.add(hypernym);
        }
      }
    }
    return ancestors;
  }

  /** Reads {@code data.noun} by WordNet's own description of it, wndb(5). */
  private static Map<String, Set<String>> hypernymsFromTheDatabaseFile() throws IOException {
    Map<String, Set<String>> hypernyms = new HashMap<>();
    try (InputStream file =
            Dictionary.class.getResourceAsStream("/net/sf/extjwnl/data/wordnet/wn31/data.noun");
        BufferedReader reader = new BufferedReader(new InputStreamReader(file, UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (line.startsWith("  ")) {
          continue;
        }
        String[] fields = line.split(" ", -1);
        int words = Integer.parseInt(fields[3], 16);
        int pointers = Integer.parseInt(fields[4 + 2 * words]);
        for (int i = 0; i < pointers; i++) {
          int at = 5 + 2 * words + 4 * i;
          if (fields[at].equals("@")) {
            hypernyms.computeIfAbsent(fields[0], o -> new HashSet<>()).add(fields[at + 1]);
          }
        }
      }
    }
    return hypernyms;
  }

  private static List<Example> evaluation(LabelledData data) {
    assertThat(data.evaluation()).hasSize(1);
    return data.evaluation().get(0).examples();
  }
}
