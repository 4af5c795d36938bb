package org.dashsweep.trial;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.dashsweep.weights.Checkpoint;
import org.dashsweep.weights.CheckpointException;
import org.dashsweep.weights.ElementType;
import org.dashsweep.weights.StoredTensor;
import org.junit.jupiter.api.Test;

final class AdapterModulesTest {
  private static final StoredTensor TWO = tensor(2, 1);
  private static final StoredTensor OTHER_TWO = tensor(2, 9);
  private static final StoredTensor THREE = tensor(3, 1);

  @Test
  void aHeadIsTheTrials() {
    requireHead(Map.of("classifier.weight", TWO), Map.of(), Map.of("classifier.weight", 2));
    assertRefused(
        "has classifier.weight of shape [3] where the trial's head has [2]",
        Map.of("classifier.weight", THREE),
        Map.of(),
        Map.of("classifier.weight", 2));
  }

  @Test
  void whatAHeadLacksIsTheBases() {
    Map<String, StoredTensor> saved = Map.of("classifier.weight", TWO);
    Map<String, Integer> head = Map.of("classifier.weight", 2, "bert.pooler.dense.bias", 3);
    requireHead(saved, Map.of("bert.pooler.dense.bias", THREE), head);
    requireHead(saved, Map.of("pooler.dense.bias", THREE), head);
    assertRefused(
        "has no bert.pooler.dense.bias, which the trial's head has", saved, Map.of(), head);
    assertRefused(
        "has no bert.pooler.dense.bias", saved, Map.of("bert.pooler.dense.bias", TWO), head);
  }

  @Test
  void whatATrialsHeadDoesNotHaveIsACopyOfTheBases() {
    Map<String, StoredTensor> saved =
        Map.of("classifier.weight", TWO, "bert.pooler.dense.weight", TWO);
    Map<String, Integer> head = Map.of("classifier.weight", 2);
    requireHead(saved, Map.of("bert.pooler.dense.weight", TWO), head);
    assertRefused(
        "holds a trained bert.pooler.dense.weight, which the trial's head does not have",
        saved,
        Map.of("bert.pooler.dense.weight", OTHER_TWO),
        head);
    assertRefused(
        "holds a trained classifier.weight", Map.of("classifier.weight", TWO), Map.of(), Map.of());
  }

  @Test
  void aTrialKeepsItsHeadWhereNoneIsSaved() {
    requireHead(Map.of(), Map.of(), Map.of("classifier.weight", 2));
  }

  private static void requireHead(
      Map<String, StoredTensor> saved, Map<String, StoredTensor> base, Map<String, Integer> head) {
    assertThatCode(() -> require(saved, base, head)).doesNotThrowAnyException();
  }

  private static void assertRefused(
      String message,
      Map<String, StoredTensor> saved,
      Map<String, StoredTensor> base,
      Map<String, Integer> head) {
    assertThatThrownBy(() -> require(saved, base, head))
        .isInstanceOf(CheckpointException.class)
        .hasMessageStartingWith("adapter " + message);
  }

  private static void require(
      Map<String, StoredTensor> saved, Map<String, StoredTensor> base, Map<String, Integer> head) {
    TreeMap<String, List<Long>> shapes = new TreeMap<>();
    head.forEach((name, size) -> shapes.put(name, List.of((long) size)));
    new AdapterModules(
            "adapter",
            new TreeMap<>(saved),
            () -> new Checkpoint("base", new TreeMap<>(base), Map.of()))
        .requireHead(shapes);
  }

  private static StoredTensor tensor(int elements, int value) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * elements).put(1, (byte) value);
    return new StoredTensor(ElementType.FLOAT32, List.of((long) elements), bytes);
  }
}
