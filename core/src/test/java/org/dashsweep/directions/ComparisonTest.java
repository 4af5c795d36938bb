package org.dashsweep.directions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dashsweep.file.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Recall, accuracy and overlap against those of the reference, and chance against all choices. */
final class ComparisonTest {
  private static final JsonNode EXPECTED = expected();

  static Stream<String> cases() {
    List<String> cases = new ArrayList<>();
    EXPECTED.get("recall").fieldNames().forEachRemaining(cases::add);
    return cases.stream().filter(name -> !name.startsWith("mean/"));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void scoresAreThoseOfTheReference(String name) {
    int slash = name.lastIndexOf('/');
    JsonNode directions = EXPECTED.get("directions").get(name.substring(0, slash));
    List<Integer> truth = list(directions.get("true"));
    List<Integer> predicted = list(directions.get(name.substring(slash + 1)));
    double recall = EXPECTED.get("recall").get(name).asDouble();
    assertThat(Comparison.recall(truth, predicted)).isEqualTo(recall);
    assertThat(Comparison.strictRecall(truth, predicted)).isEqualTo(recall == 1 ? 1 : 0);
    assertThat(Comparison.accuracy(truth, predicted))
        .isEqualTo(EXPECTED.get("accuracy").get(name).asDouble());
  }

  static Stream<String> pairs() {
    List<String> pairs = new ArrayList<>();
    EXPECTED.get("overlap").fieldNames().forEachRemaining(pairs::add);
    return pairs.stream();
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void overlapsAreThoseOfTheReference(String name) {
    String[] parts = name.split("/", -1);
    String[] tasks = parts[1].split("&", -1);
    List<Comparison.Places> expected = new ArrayList<>();
    EXPECTED
        .get("overlap")
        .get(name)
        .forEach(pair -> expected.add(places(pair.get(0).asInt(), pair.get(1).asInt())));
    List<Integer> one = truth(parts[0], tasks[0], parts[2]);
    List<Integer> other = truth(parts[0], tasks[1], parts[2]);
    assertThat(Comparison.places(one, other)).isEqualTo(expected);
    assertThat(Comparison.overlap(one, other)).isEqualTo(expected.size());
  }

  private static Comparison.Places places(int one, int other) {
    return new Comparison.Places(one, other);
  }

  private static List<Integer> truth(String matrix, String task, String epsilon) {
    return list(EXPECTED.get("directions").get(matrix + "/" + task + "/" + epsilon).get("true"));
  }

  /** Every prediction of 8 directions, each alike. */
  @ParameterizedTest
  @ValueSource(ints = {3, 7, 8, 9, 12, 16, 17, 19})
  void chanceIsTheMeanOverAllChoices(int directions) {
    List<Integer> truth = IntStream.range(0, directions).boxed().toList();
    int chosen = Math.min(Comparison.PREDICTED, directions);
    double recall = 0;
    double strict = 0;
    double accuracy = 0;
    double overlap = 0;
    int choices = 0;
    for (int set = 0; set < 1 << directions; set++) {
      if (Integer.bitCount(set) == chosen) {
        int bits = set;
        List<Integer> predicted = truth.stream().filter(i -> (bits >> i & 1) == 1).toList();
        recall += Comparison.recall(truth, predicted);
        strict += Comparison.strictRecall(truth, predicted);
        accuracy += Comparison.accuracy(truth, predicted);
        overlap += Comparison.overlap(truth, predicted);
        choices++;
      }
    }
    RandomChoice chance = new RandomChoice(directions);
    assertThat(chance.recall()).isCloseTo(recall / choices, within(1e-9));
    assertThat(chance.strictRecall()).isCloseTo(strict / choices, within(1e-9));
    assertThat(chance.accuracy()).isCloseTo(accuracy / choices, within(1e-9));
    assertThat(chance.overlap()).isCloseTo(overlap / choices, within(1e-9));
  }

  @Test
  void aMatrixHasADirection() {
    assertThatThrownBy(() -> new RandomChoice(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Comparison.recall(List.of(), List.of(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static List<Integer> list(JsonNode numbers) {
    List<Integer> list = new ArrayList<>();
    numbers.forEach(number -> list.add(number.asInt()));
    return list;
  }

  private static JsonNode expected() {
    try (InputStream file =
        Objects.requireNonNull(
            ComparisonTest.class.getResourceAsStream("/org/dashsweep/directions/tsd.json"))) {
      return Json.MAPPER.readTree(file).get("expected");
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
