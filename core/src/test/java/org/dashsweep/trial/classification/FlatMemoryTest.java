package org.dashsweep.trial.classification;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.dashsweep.model.bert.BertModel;
import org.dashsweep.model.bert.TinyBert;
import org.dashsweep.space.TrialConfig;
import org.dashsweep.tensor.Torch;
import org.dashsweep.trial.ResidentMemory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An executor runs trials for days: what a trial took, it gives back. */
@Tag("native")
@Tag("memory")
class FlatMemoryTest {
  private static final int TRIALS = 200;
  private static final int SAMPLED = 20;

  /**
   * The lowest of some samples, because the Java heap comes and goes; the first two are left out
   * for the code that is still being compiled. Between the two sets lie 100 trials: 80 KiB each.
   */
  private static final long BOUND_BYTES = 8 << 20;

  @Test
  void theLastOfTwoHundredTrialsFindNoMoreMemoryTakenThanTheFirst() {
    Torch.prepareThread(1);
    TrialConfig config = TinyTrial.config(TinyTrial.LORA_DASH);
    List<Long> samples = new ArrayList<>();
    try (BertModel base = TinyBert.load()) {
      for (int trial = 1; trial <= TRIALS; trial++) {
        TinyTrial.run(base, config);
        if (trial % SAMPLED == 0) {
          System.gc();
          samples.add(ResidentMemory.bytes());
          System.out.printf(
              "%d trials: %,d bytes resident%n", trial, samples.get(samples.size() - 1));
        }
      }
    }
    long early = Collections.min(samples.subList(2, 5));
    long late = Collections.min(samples.subList(7, 10));
    assertThat(late - early).isLessThan(BOUND_BYTES);
  }
}
