package org.dashsweep.adapter.peft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.dashsweep.adapter.AdapterSet;
import org.dashsweep.adapter.DirectionLaunchCount;
import org.dashsweep.adapter.HeadOnly;
import org.dashsweep.adapter.LinearLayer;
import org.dashsweep.adapter.Lora;
import org.dashsweep.adapter.LoraDash;
import org.dashsweep.adapter.Method;
import org.dashsweep.adapter.TargetModules;
import org.dashsweep.adapter.TrainingClock;
import org.dashsweep.model.EncoderClassifier;
import org.dashsweep.model.bert.BertModel;
import org.dashsweep.model.bert.Differences;
import org.dashsweep.model.bert.TinyBert;
import org.dashsweep.model.decoder.DecoderModel;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorBytes;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.tensor.Torch;
import org.dashsweep.weights.Checkpoint;
import org.dashsweep.weights.CheckpointException;
import org.dashsweep.weights.safetensors.SafetensorsReader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** LoRA-Dash for everybody and for this program. */
@Tag("native")
final class AdapterDirectoryTest {
  private static final LoraDash DASH =
      new LoraDash(
          new Lora(
              4,
              8,
              0.05,
              new TargetModules(List.of("q_proj", "k_proj", "v_proj", "up_proj", "down_proj"))),
          8,
          5,
          1e-6,
          DirectionLaunchCount.FORWARD_CALLS);

  private static DecoderModel base;

  private final Path folder;

  AdapterDirectoryTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @BeforeAll
  static void load() {
    Torch.prepareThread(1);
    base = TracedLlama.load();
  }

  @AfterAll
  static void close() {
    base.close();
  }

  @Test
  void isALoraOfRankAndDirectionsForOthers() {
    try (TensorScope scope = TensorScope.open()) {
      AdapterSet adapters = trained(scope, true);
      write(DASH, adapters);

      PeftAdapter plain = PeftAdapter.read(folder);
      assertThat(plain.config().form().values())
          .containsEntry("r", 4 + 8)
          .containsEntry("lora_alpha", 12)
          .containsEntry("use_dora", false);
      AdapterSet folded = new AdapterSet(scope);
      Method lora = plain.attach(folded, base);
      assertThat(lora).isInstanceOf(Lora.class);
      for (LinearLayer layer : adapters.layers()) {
        Tensor expected = DASH.weightChange(scope, adapters, base, layer);
        Tensor actual = lora.weightChange(scope, folded, base, layer);
        assertThat(Differences.relative(actual.floats(), expected.floats()))
            .as(layer.name())
            .isLessThan(2e-6);
      }
      assertThat(TracedLlama.logits("lora-dash", base, folded))
          .containsExactly(TracedLlama.logits("lora-dash", base, adapters), within(2e-5f));
    }
  }

  /** The directions, coefficients and logits are those of the authors' own layer. */
  @Test
  void asALoraItGivesTheLogitsOfTheAuthorsLayer() {
    Checkpoint trace =
        SafetensorsReader.read(
            TracedLlama.resource("verification/traces/trace-lora-dash.safetensors"));
    Map<String, String> names =
        Map.of("dash_left", "u", "dash_right", "vt", "delta_sigma", "delta_sigma");
    try (TensorScope scope = TensorScope.open()) {
      AdapterSet adapters = new AdapterSet(scope);
      DASH.attach(adapters, base, 1);
      for (LinearLayer layer : adapters.layers()) {
        String prefix = "final." + base.checkpointName(layer) + ".";
        for (String own : List.of("lora_A", "lora_B")) {
          adapters.restoreTrained(layer.name() + "." + own, trace.tensor(prefix + own));
        }
        names.forEach(
            (own, other) ->
                adapters.restoreTrained(layer.name() + "." + own, trace.tensor(prefix + other)));
      }
      write(DASH, adapters);
      AdapterSet folded = new AdapterSet(scope);
      PeftAdapter.read(folder).attach(folded, base);
      assertThat(TracedLlama.logits("lora-dash", base, folded))
          .containsExactly(TracedLlama.expectedLogits("lora-dash"), within(1e-4f));
    }
  }

  @Test
  void comesBackAsItWas() {
    for (boolean launched : new boolean[] {true, false}) {
      try (TensorScope scope = TensorScope.open()) {
        AdapterSet adapters = trained(scope, launched);
        write(DASH, adapters);
        AdapterDirectory read = AdapterDirectory.read(folder);
        assertThat(read.notes()).isEqualTo(Map.of("trial", "1f"));
        assertThat(read.modules()).isEmpty();

        AdapterSet again = new AdapterSet(scope);
        assertThat(read.attach(again, base)).isEqualTo(DASH);
        assertThat(bytes(again)).isEqualTo(bytes(adapters));
        assertThat(again.trainedByName().keySet())
            .containsExactlyElementsOf(adapters.trainedByName().keySet());
        assertThat(DASH.directions(again)).isEqualTo(DASH.directions(adapters));
      }
    }
  }

  @Test
  void aDirectoryOfPeftAloneIsOneToo() {
    AdapterDirectory read = AdapterDirectory.read(TracedLlama.resource("adapter/peft/dora"));
    try (TensorScope scope = TensorScope.open()) {
      AdapterSet adapters = new AdapterSet(scope);
      assertThat(read.attach(adapters, base).name()).isEqualTo("dora");
      assertThat(TracedLlama.logits("dora", base, adapters))
          .containsExactly(TracedLlama.expectedLogits("dora"), within(1e-4f));
    }
    assertThat(read.notes()).isEmpty();
  }

  @Test
  void aMethodWithoutAdaptersKeepsItsHead() {
    try (TensorScope scope = TensorScope.open();
        BertModel bert = TinyBert.load();
        EncoderClassifier model = TinyBert.classifier(bert, new HeadOnly())) {
      AdapterDirectory.write(
          folder,
          new HeadOnly(),
          model.adapters(),
          new AdaptedModel(bert, null, TaskType.SEQ_CLS, model.head()),
          Map.of());
      assertThat(folder).isDirectoryNotContaining("glob:**adapter_*");
      AdapterDirectory read = AdapterDirectory.read(folder);
      assertThat(read.plain()).isEmpty();
      assertThat(read.modules()).containsOnlyKeys(model.head().keySet());
      model
          .head()
          .forEach(
              (name, tensor) ->
                  assertThat(read.modules())
                      .hasEntrySatisfying(
                          name,
                          saved -> assertThat(saved.bytes()).isEqualTo(TensorBytes.of(tensor))));
      assertThat(read.attach(new AdapterSet(scope), bert)).isEqualTo(new HeadOnly());
    }
  }

  @Test
  void whatIsNotOursIsRefused() throws IOException {
    try (TensorScope scope = TensorScope.open()) {
      write(DASH, trained(scope, true));
    }
    Path description = folder.resolve("dash_sweep.json");
    String text = Files.readString(description);
    Files.writeString(description, text.replace("\"format\" : 1", "\"format\" : 2"));
    assertThatThrownBy(() -> AdapterDirectory.read(folder))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContainingAll("dash_sweep.json", "has format 2; this version reads format 1");
    Files.writeString(description, text.replace("\"lora-dash\"", "\"lora-dish\""));
    assertThatThrownBy(() -> AdapterDirectory.read(folder))
        .hasMessageContainingAll("dash_sweep.json", "lora-dish");
    Files.writeString(description, text);
    Files.delete(folder.resolve("dash_sweep.safetensors"));
    assertThatThrownBy(() -> AdapterDirectory.read(folder))
        .hasMessageContainingAll("dash_sweep.safetensors", "does not exist");
  }

  private void write(Method method, AdapterSet adapters) {
    AdapterDirectory.write(
        folder,
        method,
        adapters,
        new AdaptedModel(base, "llama2-tiny", TaskType.CAUSAL_LM, Map.of()),
        Map.of("trial", "1f"));
  }

  private static AdapterSet trained(TensorScope scope, boolean launched) {
    AdapterSet adapters = new AdapterSet(scope);
    DASH.attach(adapters, base, 7);
    randomise(adapters);
    if (launched) {
      DASH.beforeForward(adapters, base, TrainingClock.at(5, 5));
      randomise(adapters);
    }
    return adapters;
  }

  private static void randomise(AdapterSet adapters) {
    Random random = new Random(8);
    for (Tensor tensor : adapters.trained()) {
      float[] values = new float[Math.toIntExact(tensor.elements())];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (0.1 * random.nextGaussian());
      }
      tensor.set(values);
    }
  }

  private static Map<String, ByteBuffer> bytes(AdapterSet adapters) {
    Map<String, ByteBuffer> bytes = new TreeMap<>();
    adapters.byName().forEach((name, tensor) -> bytes.put(name, TensorBytes.of(tensor)));
    return bytes;
  }
}
