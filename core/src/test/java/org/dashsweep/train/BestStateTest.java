package org.dashsweep.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.dashsweep.train.TinyTraining.settings;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.dashsweep.adapter.DirectionLaunchCount;
import org.dashsweep.adapter.Lora;
import org.dashsweep.adapter.LoraDash;
import org.dashsweep.adapter.TargetModules;
import org.dashsweep.model.bert.BertModel;
import org.dashsweep.model.bert.TinyBert;
import org.dashsweep.model.decoder.DecoderModel;
import org.dashsweep.model.llama.TinyLlama;
import org.dashsweep.tensor.TensorBytes;
import org.dashsweep.tensor.Torch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("native")
class BestStateTest {
  private static final int LAUNCH = 3;
  private static final LoraDash DASH =
      new LoraDash(
          new Lora(2, 4, 0.1, new TargetModules(List.of("q_proj", "down_proj"))),
          2,
          LAUNCH,
          1e-6,
          DirectionLaunchCount.UPDATES);
  private static final TrainingSettings SETTINGS = settings(8, 6, 1e-2);

  @BeforeEach
  void prepare() {
    Torch.prepareThread(1);
  }

  @Test
  void theLowestLossIsKeptAndTheFirstOfEquals() {
    try (DecoderModel base = TinyLlama.load();
        TinyLlamaTraining tiny = new TinyLlamaTraining(base, DASH, SETTINGS)) {
      BestState best = tiny.training.best();
      assertThat(best.best()).isEmpty();
      assertThat(best.offer(1, Double.NaN)).isFalse();
      assertThat(best.offer(2, 3)).isTrue();
      assertThat(best.offer(3, 4)).isFalse();
      assertThat(best.offer(4, 2)).isTrue();
      assertThat(best.offer(5, 2)).isFalse();
      assertThat(best.offer(6, Double.NaN)).isFalse();
      assertThat(best.best()).hasValue(new BestState.Offer(4, 2));
    }
  }

  /** Also from before the launch, when there were no directions. */
  @Test
  void whatComesBackIsWhatWas() {
    try (DecoderModel base = TinyLlama.load()) {
      for (int at : new int[] {2, LAUNCH, LAUNCH + 1, 8}) {
        try (TinyLlamaTraining tiny = new TinyLlamaTraining(base, DASH, SETTINGS)) {
          tiny.until(at);
          Map<String, ByteBuffer> then = adapters(tiny);
          tiny.training.best().offer(at, 1);
          tiny.until(8);
          tiny.training.best().offer(8, 2);
          tiny.training.best().restore();
          assertThat(adapters(tiny)).isEqualTo(then);
          assertThat(DASH.directions(tiny.model.adapters()).isEmpty()).isEqualTo(at <= LAUNCH);
          assertThat(tiny.model.adapters().trainedByName().keySet())
              .allMatch(then::containsKey)
              .hasSize(2 * 2 * (at <= LAUNCH ? 2 : 3));
        }
      }
    }
  }

  @Test
  void withoutAnOfferTheLastStateStays() {
    try (DecoderModel base = TinyLlama.load();
        TinyLlamaTraining tiny = new TinyLlamaTraining(base, DASH, SETTINGS)) {
      Map<String, ByteBuffer> last = adapters(tiny.until(8));
      tiny.training.best().restore();
      assertThat(adapters(tiny)).isEqualTo(last);
    }
  }

  @Test
  void aTrainingDoesNotGoOnFromThere(@TempDir Path directory) {
    try (DecoderModel base = TinyLlama.load();
        TinyLlamaTraining tiny = new TinyLlamaTraining(base, DASH, SETTINGS)) {
      tiny.until(1);
      tiny.training.best().offer(1, 1);
      tiny.training.best().restore();
      assertThatThrownBy(tiny.training::step).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(
              () ->
                  TrainingCheckpoint.write(
                      directory.resolve("file"), "trial", tiny.training, Map.of()))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void survivesACheckpoint(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("training.safetensors");
    try (DecoderModel base = TinyLlama.load()) {
      // Best before the launch, interrupted after it; and both after it.
      for (int at : new int[] {2, LAUNCH + 1}) {
        try (TinyLlamaTraining begun = new TinyLlamaTraining(base, DASH, SETTINGS);
            TinyLlamaTraining resumed = new TinyLlamaTraining(base, DASH, SETTINGS)) {
          begun.until(at);
          Map<String, ByteBuffer> then = adapters(begun);
          begun.training.best().offer(at, 0.1);
          begun.until(LAUNCH + 2);
          TrainingCheckpoint.write(file, "trial", begun.training, Map.of());

          TrainingCheckpoint.resume(file, "trial", resumed.training);
          assertThat(resumed.training.best().best()).hasValue(new BestState.Offer(at, 0.1));
          resumed.until(8);
          assertThat(resumed.state()).isEqualTo(begun.until(8).state());
          assertThat(resumed.training.best().offer(8, 0.2)).isFalse();
          resumed.training.best().restore();
          assertThat(adapters(resumed)).isEqualTo(then);
        }
      }
    }
  }

  @Test
  void aClassifiersHeadIsPartOfIt() {
    LoraDash dash =
        new LoraDash(
            new Lora(2, 4, 0, TargetModules.all()), 2, 2, 1e-6, DirectionLaunchCount.UPDATES);
    try (BertModel base = TinyBert.load();
        TinyTraining tiny = new TinyTraining(base, dash, SETTINGS, 0)) {
      tiny.until(4);
      Map<String, float[]> then = tiny.weights();
      tiny.training.best().offer(4, 1);
      assertThat(tiny.until(6).weights()).isNotEqualTo(then);
      tiny.training.best().restore();
      assertThat(tiny.weights()).containsOnlyKeys(then.keySet());
      assertThat(tiny.weights())
          .allSatisfy((name, values) -> assertThat(values).isEqualTo(then.get(name)));
    }
  }

  private static Map<String, ByteBuffer> adapters(TinyLlamaTraining tiny) {
    Map<String, ByteBuffer> bytes = new TreeMap<>();
    tiny.model
        .adapters()
        .byName()
        .forEach((name, tensor) -> bytes.put(name, TensorBytes.of(tensor)));
    return bytes;
  }
}
