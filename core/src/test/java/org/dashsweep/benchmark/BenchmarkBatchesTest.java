package org.dashsweep.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.dashsweep.data.EncodedData;
import org.dashsweep.data.EncodedExample;
import org.dashsweep.data.Label;
import org.dashsweep.data.Labels;
import org.dashsweep.data.TaskMetric;
import org.dashsweep.data.TaskMetrics;
import org.dashsweep.tokenizer.EncodedText;
import org.junit.jupiter.api.Test;

/** Batches of the steps: random, in a trial's order, padded. */
final class BenchmarkBatchesTest {
  /** Example i has i + 1 tokens, of id i + 1 in segment 1. */
  private static final EncodedData DATA =
      new EncodedData(
          "toy",
          new Labels.Classes(List.of("a", "b", "c")),
          TaskMetrics.usual(TaskMetric.ACCURACY, new Labels.Classes(List.of("a", "b", "c"))),
          IntStream.range(0, 7).mapToObj(BenchmarkBatchesTest::example).toList(),
          List.of());

  private static EncodedExample example(int index) {
    int[] tokens = new int[index + 1];
    int[] segments = new int[index + 1];
    Arrays.fill(tokens, index + 1);
    Arrays.fill(segments, 1);
    return new EncodedExample(
        "e" + index, new EncodedText(tokens, segments), new Label.OfClass(index % 3));
  }

  @Test
  void randomTokensFillEveryExample() {
    BenchmarkBatches batches = BenchmarkBatches.random(3, new Workload.RandomTokens(4, 5), 9, 1);
    assertThat(batches.examples()).hasSize(12);
    assertThat(batches.lengths(2)).containsExactly(5, 5, 5, 5);
    assertThat(batches.examples())
        .allSatisfy(
            example ->
                assertThat(Arrays.stream(example.text().tokenIds()).boxed())
                    .allMatch(id -> id >= 0 && id < 9));
    assertThat(batches.tokens(1)).isEqualTo(20);
    assertThat(batches.paddedTokens(1)).isEqualTo(20);
  }

  @Test
  void aTrialsBatchesAreWholeAndGoThroughEveryEpoch() {
    BenchmarkBatches batches = BenchmarkBatches.ofTrial(4, 3, 7, DATA, 1);
    // 7 examples make two batches of 3 an epoch; the seventh is left out.
    assertThat(batches.examples()).hasSize(12);
    assertThat(batches.examples().subList(0, 6))
        .containsExactlyInAnyOrderElementsOf(DATA.train().subList(0, 6));
    assertThat(batches.examples().subList(6, 12))
        .containsExactlyInAnyOrderElementsOf(DATA.train().subList(0, 6));
    assertThat(batches.labels()).isEqualTo(DATA.labels());
  }

  @Test
  void stepsBeyondTheLastStartAgain() {
    BenchmarkBatches batches = BenchmarkBatches.ofTrial(2, 3, 7, DATA, 1);
    assertThat(batches.lengths(3)).isEqualTo(batches.lengths(1));
    assertThat(batches.schedule().batch(3)).containsExactly(0, 1, 2);
  }

  @Test
  void aLayoutHasTheLengthsThatItFillsUpTo() {
    BenchmarkBatches batches =
        new BenchmarkBatches(DATA.train().subList(0, 6), 3, 9, DATA.labels());
    assertThat(batches.lengths(2, Workload.Layout.PACKED)).containsExactly(4, 5, 6);
    assertThat(batches.lengths(2, Workload.Layout.PADDED)).containsExactly(6, 6, 6);
    assertThat(batches.lengths(2, Workload.Layout.PADDED_TO_MAXIMUM)).containsExactly(9, 9, 9);
    assertThat(batches.tokens(2)).isEqualTo(4 + 5 + 6);
    assertThat(batches.paddedTokens(2)).isEqualTo(18);
  }

  @Test
  void aBatchLargerThanTheDataIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BenchmarkBatches.ofTrial(1, 8, 7, DATA, 1))
        .withMessage("batch-size must be at most 7, the training rows of toy: 8");
  }
}
