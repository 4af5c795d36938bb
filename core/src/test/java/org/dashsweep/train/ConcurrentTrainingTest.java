package org.dashsweep.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dashsweep.train.TinyTraining.settings;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.dashsweep.adapter.DirectionLaunchCount;
import org.dashsweep.adapter.Lora;
import org.dashsweep.adapter.LoraDash;
import org.dashsweep.adapter.Method;
import org.dashsweep.adapter.TargetModules;
import org.dashsweep.model.bert.BertModel;
import org.dashsweep.model.bert.TinyBert;
import org.dashsweep.tensor.Torch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Trials that share a base and a JVM do not disturb each other. */
@Tag("native")
class ConcurrentTrainingTest {
  private static final int STEPS = 25;
  private static final Lora LORA = new Lora(4, 8, 0.2, TargetModules.all());

  /** The second launches while the first trains, and both take the same decompositions. */
  private static final List<Method> METHODS =
      List.of(
          new LoraDash(LORA, 4, 3, 1e-6, DirectionLaunchCount.UPDATES),
          new LoraDash(LORA, 4, 9, 1e-6, DirectionLaunchCount.UPDATES));

  private record Outcome(
      List<Double> losses, List<Double> gradientNorms, Map<String, ByteBuffer> state) {}

  @Test
  void twoTrialsAtOnceEqualTheSameTwoAlone() throws Exception {
    List<Outcome> alone = new ArrayList<>();
    for (Method method : METHODS) {
      try (BertModel base = TinyBert.load()) {
        alone.add(train(base, method));
      }
    }
    assertThat(alone.get(0).losses()).isNotEqualTo(alone.get(1).losses());

    ExecutorService trials = Executors.newFixedThreadPool(METHODS.size());
    CyclicBarrier start = new CyclicBarrier(METHODS.size());
    try (BertModel base = TinyBert.load()) {
      for (int repetition = 0; repetition < 2; repetition++) {
        List<Future<Outcome>> running = new ArrayList<>();
        for (Method method : METHODS) {
          running.add(
              trials.submit(
                  () -> {
                    start.await();
                    return train(base, method);
                  }));
        }
        for (int i = 0; i < METHODS.size(); i++) {
          assertThat(running.get(i).get()).isEqualTo(alone.get(i));
        }
      }
    } finally {
      trials.shutdownNow();
    }
  }

  private static Outcome train(BertModel base, Method method) {
    Torch.prepareThread(1);
    try (TinyTraining tiny = new TinyTraining(base, method, settings(STEPS, 2, 1e-2), 0.1)) {
      tiny.until(STEPS);
      return new Outcome(tiny.losses(), tiny.gradientNorms(), tiny.state());
    }
  }
}
