package org.dashsweep.trial;

import static org.assertj.core.api.Assertions.assertThat;

import org.dashsweep.model.bert.BertModel;
import org.dashsweep.model.bert.TinyBert;
import org.dashsweep.sweep.Cell;
import org.dashsweep.tensor.Torch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An executor runs trials for days: what a trial took, it gives back. */
@Tag("native")
class FlatMemoryTest {
  private static final int TRIALS = 200;
  private static final int WARM_UP = 20;

  @Test
  void twoHundredTrialsTakeNoMoreThanTwenty() {
    Torch.prepareThread(1);
    Cell cell = TinyTrial.cell(TinyTrial.LORA_DASH);
    try (BertModel base = TinyBert.load()) {
      long warm = 0;
      for (int trial = 1; trial <= TRIALS; trial++) {
        TinyTrial.run(base, cell);
        if (trial % WARM_UP == 0) {
          System.gc();
          long resident = ResidentMemory.bytes();
          System.out.printf("%d trials: %,d bytes resident%n", trial, resident);
          warm = trial == WARM_UP ? resident : warm;
        }
      }
      assertThat(ResidentMemory.bytes() - warm).isLessThan(32 << 20);
    }
  }
}
