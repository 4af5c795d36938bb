package org.dashsweep.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalInt;
import org.dashsweep.tensor.TensorScope;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("native")
final class CausalBatchTest {
  private record Line(List<Integer> tokens, List<Long> own, OptionalInt paddingBefore)
      implements CausalBatch.Sequence {
    @Override
    public int[] tokenIds() {
      return tokens.stream().mapToInt(Integer::intValue).toArray();
    }

    @Override
    public long[] labels() {
      return own.stream().mapToLong(Long::longValue).toArray();
    }
  }

  @Test
  void everyTokenPredictsTheNextOnesLabel() {
    CausalBatch batch =
        CausalBatch.of(
            List.of(
                new Line(List.of(5, 6, 7), List.of(5L, 6L, 7L), OptionalInt.empty()),
                new Line(List.of(8, 9), List.of(-100L, 9L), OptionalInt.of(0))));

    assertThat(targets(batch)).containsExactly(6, 7, -100, 9, -100);
    assertThat(batch.realTokens()).isEqualTo(5);
    assertThat(batch.predicted()).isEqualTo(3);
  }

  @Test
  void paddingBeforeAFirstTokenPredictsItAndAttendsToNothing() {
    CausalBatch batch =
        CausalBatch.of(
            List.of(
                new Line(List.of(8, 9), List.of(8L, 9L), OptionalInt.of(1)),
                new Line(List.of(4), List.of(4L), OptionalInt.empty())));

    assertThat(targets(batch)).containsExactly(9, -100, -100, 8);
    assertThat(batch.realTokens()).isEqualTo(3);
    try (TensorScope scope = TensorScope.open()) {
      assertThat(batch.packed().tokens(scope).longs()).containsExactly(8, 9, 4, 1);
      assertThat(batch.layout(scope).get("attends"))
          .extracting(tensor -> tensor.floats())
          .isEqualTo(new float[] {1, 1, 1, 0});
    }
  }

  private static long[] targets(CausalBatch batch) {
    try (TensorScope scope = TensorScope.open()) {
      return batch.targets(scope).longs();
    }
  }
}
