package org.dashsweep.jobs.run.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.dashsweep.space.TrialConfig;
import org.dashsweep.sweep.Trial;
import org.junit.jupiter.api.Test;

final class TrialLabelsTest {
  @Test
  void labelsSayInWhatTheTrialsDiffer() {
    Trial adapted = trial(Map.of("method", "lora", "rank", 8L, "model", "tiny", "seed", 1L));
    Trial wider = trial(Map.of("method", "lora", "rank", 16L, "model", "tiny", "seed", 2L));
    Trial floor = trial(Map.of("method", "head-only", "model", "tiny", "seed", 1L));
    TrialLabels labels = labels(Set.of(), adapted, wider, floor);
    assertThat(labels.of(adapted)).isEqualTo("lora, rank 8, seed 1");
    assertThat(labels.of(wider)).isEqualTo("lora, rank 16, seed 2");
    assertThat(labels.of(floor)).isEqualTo("head-only, seed 1");
  }

  @Test
  void whatFollowsFromOthersIsLeftOutWhereTheOthersSuffice() {
    Trial narrow = trial(Map.of("method", "lora", "rank", 2L, "alpha", 4.0, "rate", 3e-4));
    Trial wide = trial(Map.of("method", "lora", "rank", 8L, "alpha", 16.0, "rate", 1e-3));
    Trial other = trial(Map.of("method", "lora", "rank", 8L, "alpha", 32.0, "rate", 1e-3));
    Set<String> derived = Set.of("alpha", "rate");
    assertThat(labels(derived, narrow, wide).of(wide)).isEqualTo("lora, rank 8");
    assertThat(labels(derived, narrow, wide, other).of(narrow))
        .isEqualTo("lora, alpha 4, rank 2, rate 0.0003");
  }

  private static TrialLabels labels(Set<String> derived, Trial... trials) {
    return TrialLabels.of(Stream.of(trials).map(Trial::config).toList(), derived);
  }

  private static Trial trial(Map<String, Object> values) {
    return new Trial("0123456789abcdef", new TrialConfig(new TreeMap<>(values)), "model", "data");
  }
}
