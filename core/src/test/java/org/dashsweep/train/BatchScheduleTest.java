package org.dashsweep.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.dashsweep.data.BatchOrder;
import org.dashsweep.data.BatchOrder.LengthBucketed;
import org.dashsweep.data.BatchOrder.Shuffled;
import org.junit.jupiter.api.Test;

class BatchScheduleTest {
  private static final int[] LENGTHS = IntStream.range(0, 100).map(i -> 3 + i % 17).toArray();

  @Test
  void stepsGoThroughTheEpochsInOrder() {
    BatchSchedule schedule = new BatchSchedule(LENGTHS, 16, new Shuffled(), 5);
    assertThat(schedule.stepsPerEpoch()).isEqualTo(7);
    List<int[]> expected = new ArrayList<>();
    expected.addAll(new Shuffled().epoch(LENGTHS, 16, 5, 0));
    expected.addAll(new Shuffled().epoch(LENGTHS, 16, 5, 1));
    List<int[]> actual = IntStream.rangeClosed(1, 14).mapToObj(schedule::batch).toList();
    assertThat(actual).usingRecursiveComparison().isEqualTo(expected);
  }

  @Test
  void resumedScheduleGoesOnLikeAnUninterruptedOne() {
    BatchOrder order = new LengthBucketed(3);
    BatchSchedule uninterrupted = new BatchSchedule(LENGTHS, 16, order, 5);
    for (int step = 1; step <= 20; step++) {
      assertThat(new BatchSchedule(LENGTHS, 16, order, 5).batch(step))
          .isEqualTo(uninterrupted.batch(step));
    }
    assertThat(uninterrupted.batch(2)).isEqualTo(new BatchSchedule(LENGTHS, 16, order, 5).batch(2));
  }

  @Test
  void writingToABatchChangesNothing() {
    BatchSchedule schedule = new BatchSchedule(LENGTHS, 16, new Shuffled(), 5);
    int before = schedule.batch(1)[0];
    schedule.batch(1)[0] = -1;
    assertThat(schedule.batch(1)[0]).isEqualTo(before);
  }

  @Test
  void stepsOfEpochsAreRoundedUp() {
    assertThat(BatchSchedule.stepsPerEpoch(4_000, 32)).isEqualTo(125);
    assertThat(BatchSchedule.stepsPerEpoch(4_001, 32)).isEqualTo(126);
    assertThat(BatchSchedule.stepsPerEpoch(1, Integer.MAX_VALUE)).isEqualTo(1);
    assertThat(BatchSchedule.stepsOf(4_000, 32, 3)).isEqualTo(375);
    assertThat(BatchSchedule.stepsOf(4_000, 32, 0.5)).isEqualTo(63);
    assertThat(BatchSchedule.stepsOf(30, 1, 0.1)).isEqualTo(3);
    assertThat(BatchSchedule.stepsOf(30, 1, 0)).isZero();
  }

  @Test
  void impossibleValuesAreErrors() {
    assertThatThrownBy(() -> new BatchSchedule(new int[0], 1, new Shuffled(), 0))
        .hasMessage("there must be at least 1 training example");
    assertThatThrownBy(() -> new BatchSchedule(LENGTHS, 0, new Shuffled(), 0))
        .hasMessage("batchSize must be at least 1: 0");
    assertThatThrownBy(() -> new BatchSchedule(LENGTHS, 1, new Shuffled(), 0).batch(0))
        .hasMessage("step must be at least 1: 0");
    assertThatThrownBy(() -> BatchSchedule.stepsOf(1, 1, Double.NaN))
        .hasMessage("epochs must be at least 0: NaN");
  }
}
