package org.dashsweep.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dashsweep.data.BatchOrder.LengthBucketed;
import org.dashsweep.data.BatchOrder.Shuffled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BatchOrderTest {
  private static final int BATCH_SIZE = 32;

  /** 1,003 lengths from 5 to 104 in no order. */
  private static final int[] LENGTHS =
      IntStream.range(0, 1_003).map(i -> 5 + (i * 7_919) % 100).toArray();

  static Stream<BatchOrder> orders() {
    return Stream.of(new Shuffled(), new LengthBucketed(50), new LengthBucketed(4));
  }

  @ParameterizedTest
  @MethodSource("orders")
  void epochHasEachExampleOnce(BatchOrder order) {
    for (int epoch = 0; epoch < 3; epoch++) {
      List<int[]> batches = order.epoch(LENGTHS, BATCH_SIZE, 1, epoch);
      assertThat(batches.stream().flatMapToInt(Arrays::stream).sorted())
          .containsExactlyElementsOf(IntStream.range(0, LENGTHS.length).boxed().toList());
      assertThat(batches).hasSize(32);
      assertThat(batches.stream().filter(batch -> batch.length == BATCH_SIZE)).hasSize(31);
      assertThat(batches.stream().filter(batch -> batch.length == 1_003 - 31 * BATCH_SIZE))
          .hasSize(1);
    }
  }

  @ParameterizedTest
  @MethodSource("orders")
  void orderFollowsFromSeedAndEpochAlone(BatchOrder order) {
    List<int[]> batches = order.epoch(LENGTHS, BATCH_SIZE, 7, 3);
    assertThat(batches).usingRecursiveComparison().isEqualTo(again(order, 7, 3));
    assertThat(flat(batches)).isNotEqualTo(flat(again(order, 7, 4)));
    assertThat(flat(batches)).isNotEqualTo(flat(again(order, 8, 3)));
    // Seeds and epochs are mixed, not added.
    assertThat(flat(batches)).isNotEqualTo(flat(again(order, 6, 4)));
  }

  /** Written by version 1 of the orders: a change would make trials differ from earlier ones. */
  @Test
  void ordersStayTheSameBetweenReleases() {
    int[] lengths = {9, 3, 7, 1, 5, 8, 2};
    assertThat(flat(new Shuffled().epoch(lengths, 3, 42, 0))).isEqualTo("[2, 3, 4] [1, 0, 6] [5]");
    assertThat(flat(new LengthBucketed(2).epoch(lengths, 3, 42, 0)))
        .isEqualTo("[5] [4, 2, 0] [3, 6, 1]");
  }

  @Test
  void bucketedBatchesNeedLessPadding() {
    int shuffled = paddedTokens(new Shuffled().epoch(LENGTHS, BATCH_SIZE, 1, 0));
    int bucketed = paddedTokens(new LengthBucketed(50).epoch(LENGTHS, BATCH_SIZE, 1, 0));
    int real = IntStream.of(LENGTHS).sum();
    assertThat((double) bucketed / real).isLessThan(1.05);
    assertThat((double) shuffled / real).isGreaterThan(1.5);
  }

  @Test
  void bucketedBatchesComeInNoOrderOfLength() {
    List<Integer> firstLengths =
        new LengthBucketed(50)
            .epoch(LENGTHS, BATCH_SIZE, 1, 0).stream().map(batch -> LENGTHS[batch[0]]).toList();
    assertThat(firstLengths).isNotEqualTo(firstLengths.stream().sorted().toList());
  }

  @Test
  void evaluationGoesFromLongToShort() {
    List<int[]> batches = BatchOrder.longestFirst(new int[] {2, 9, 4, 9, 1}, 2);
    assertThat(flat(batches)).isEqualTo("[1, 3] [2, 0] [4]");
  }

  @Test
  void noExamplesGiveNoBatches() {
    assertThat(new Shuffled().epoch(new int[0], 4, 1, 0)).isEmpty();
    assertThat(new LengthBucketed(2).epoch(new int[0], 4, 1, 0)).isEmpty();
  }

  @Test
  void impossibleSizesAreErrors() {
    assertThatThrownBy(() -> new LengthBucketed(0))
        .hasMessage("windowBatches must be at least 1: 0");
    assertThatThrownBy(() -> new Shuffled().epoch(LENGTHS, 0, 1, 0))
        .hasMessage("batchSize must be at least 1: 0");
    assertThatThrownBy(() -> new LengthBucketed(2).epoch(LENGTHS, 0, 1, 0))
        .hasMessage("batchSize must be at least 1: 0");
  }

  private static List<int[]> again(BatchOrder order, long seed, int epoch) {
    return order.epoch(LENGTHS, BATCH_SIZE, seed, epoch);
  }

  private static String flat(List<int[]> batches) {
    return String.join(" ", batches.stream().map(Arrays::toString).toList());
  }

  private static int paddedTokens(List<int[]> batches) {
    return batches.stream()
        .mapToInt(batch -> batch.length * IntStream.of(batch).map(i -> LENGTHS[i]).max().orElse(0))
        .sum();
  }
}
