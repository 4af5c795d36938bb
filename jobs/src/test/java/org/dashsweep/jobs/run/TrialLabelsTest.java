package org.dashsweep.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.dashsweep.sweep.Cell;
import org.dashsweep.sweep.Trial;
import org.junit.jupiter.api.Test;

final class TrialLabelsTest {
  @Test
  void labelsSayInWhatTheTrialsDiffer() {
    Trial adapted = trial(Map.of("method", "lora", "rank", 8L, "model", "tiny", "seed", 1L));
    Trial wider = trial(Map.of("method", "lora", "rank", 16L, "model", "tiny", "seed", 2L));
    Trial floor = trial(Map.of("method", "head-only", "model", "tiny", "seed", 1L));
    TrialLabels labels =
        new TrialLabels(Stream.of(adapted, wider, floor).map(Trial::cell).toList());
    assertThat(labels.of(adapted)).isEqualTo("lora, rank 8, seed 1");
    assertThat(labels.of(wider)).isEqualTo("lora, rank 16, seed 2");
    assertThat(labels.of(floor)).isEqualTo("head-only, seed 1");
  }

  private static Trial trial(Map<String, Object> values) {
    return new Trial("0123456789abcdef", new Cell(new TreeMap<>(values)), "model", "data");
  }
}
